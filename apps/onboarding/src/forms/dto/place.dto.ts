import { CountryCode, Text } from '@oceafin/platform';

/** Postcodes and states have the country's own format, which is never refused. */
export class Address {
  @CountryCode() country: string;
  @Text({ optional: true }) state?: string;
  @Text() city: string;
  @Text({ optional: true }) postcode?: string;
  @Text() addressLine1: string;
  @Text({ optional: true }) addressLine2?: string;
}

export class PlaceOfBirth {
  @CountryCode() country: string;
  @Text({ optional: true }) city?: string;
}

const CALLING_CODE = /^\+[1-9][0-9]{0,2}$/;

/** Whether the number exists in its country is at most asked, never refused. */
export class ContactNumber {
  @Text({ pattern: CALLING_CODE, trim: false, description: 'Calling code, e.g. +65' }) countryCode: string;
  @Text({ description: 'National number without the calling code' }) phoneNumber: string;
}
