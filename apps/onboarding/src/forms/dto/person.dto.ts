import type { PoliticalExposureStatus } from './words';
import { Address, ContactNumber, PlaceOfBirth } from './place.dto';

export class NationalId {
  country: string;
  type: string;
  number: string;
}

/** One of `taxId` and `noTinReason` is required. */
export class TaxResidency {
  country: string;
  taxId?: string;
  noTinReason?: string;
}

/** `position` is required unless the status is NONE. */
export class PoliticalExposure {
  status: PoliticalExposureStatus;
  position?: string;
  since?: string;
}

/** What identifies any natural person, customer or related person. */
export class PersonIdentity {
  firstName: string;
  middleName?: string;
  lastName?: string;
  nativeName?: string;
  aliases?: string[];
  dateOfBirth: string;
  placeOfBirth?: PlaceOfBirth;
  nationality: string;
  otherNationalities?: string[];
  nationalId?: NationalId;
  residentialAddress: Address;
}

/** The customer of a KYC submission. */
export class PersonalDetails extends PersonIdentity {
  contactNumber: ContactNumber;
  email: string;
  taxResidencies: TaxResidency[];
}

/** A person related to the company of a KYB submission. */
export class RelatedPersonalDetails extends PersonIdentity {
  contactNumber?: ContactNumber;
  email?: string;
  taxResidencies?: TaxResidency[];
}
