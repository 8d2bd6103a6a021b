export class Address {
  country: string;
  state?: string;
  city: string;
  postcode?: string;
  addressLine1: string;
  addressLine2?: string;
}

export class PlaceOfBirth {
  country: string;
  city?: string;
}

/** `countryCode` is a calling code such as `+65`; the number's format is the country's own affair. */
export class ContactNumber {
  countryCode: string;
  phoneNumber: string;
}
