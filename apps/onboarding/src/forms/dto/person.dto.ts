import {
  Check,
  CountryCode,
  CountryCodeList,
  Email,
  fieldError,
  LocalDate,
  Nested,
  NestedList,
  Text,
  TextList,
  Word,
} from '@oceafin/platform';
import { Address, ContactNumber, PlaceOfBirth } from './place.dto';
import { POLITICAL_EXPOSURES, type PoliticalExposureStatus } from './words';

export class NationalId {
  @CountryCode() country: string;
  @Text({ description: "The document's name in its country, e.g. NRIC" }) type: string;
  @Text() number: string;
}

@Check<TaxResidency>(
  (_, __, given) =>
    given.has('taxId') || given.has('noTinReason')
      ? []
      : [fieldError('REQUIRED', '/taxId', 'taxId or noTinReason is required.')],
  { anyOf: [{ required: ['taxId'] }, { required: ['noTinReason'] }] },
)
export class TaxResidency {
  @CountryCode() country: string;
  @Text({ optional: true }) taxId?: string;
  @Text({ optional: true, description: 'Why there is no tax id' }) noTinReason?: string;
}

@Check<PoliticalExposure>(
  ({ status }, _, given) =>
    status !== undefined && status !== 'NONE' && !given.has('position')
      ? [fieldError('REQUIRED', '/position', 'The position is required unless the status is NONE.')]
      : [],
  {
    if: { properties: { status: { const: 'NONE' } }, required: ['status'] },
    else: { required: ['position'] },
  },
)
export class PoliticalExposure {
  @Word(POLITICAL_EXPOSURES) status: PoliticalExposureStatus;
  @Text({ optional: true, description: 'The public function; required unless NONE' }) position?: string;
  @LocalDate({ optional: true, past: true }) since?: string;
}

/** What identifies any natural person. `lastName` is absent for people with one name. */
export class PersonIdentity {
  @Text() firstName: string;
  @Text({ optional: true }) middleName?: string;
  @Text({ optional: true, description: 'Absent for people with one name' }) lastName?: string;
  @Text({ optional: true, description: 'The name in its own script' }) nativeName?: string;
  @TextList({ optional: true, minItems: 0 }) aliases?: string[];
  @LocalDate({ past: true }) dateOfBirth: string;
  @Nested(() => PlaceOfBirth, { optional: true }) placeOfBirth?: PlaceOfBirth;
  @CountryCode() nationality: string;
  @CountryCodeList({ optional: true, min: 0 }) otherNationalities?: string[];
  @Nested(() => NationalId, { optional: true }) nationalId?: NationalId;
  @Nested(() => Address) residentialAddress: Address;
}

/** The customer of a KYC submission. */
export class PersonalDetails extends PersonIdentity {
  @Nested(() => ContactNumber) contactNumber: ContactNumber;
  @Email() email: string;
  @NestedList(() => TaxResidency) taxResidencies: TaxResidency[];
}

/** A person related to the company of a KYB submission. */
export class RelatedPersonalDetails extends PersonIdentity {
  @Nested(() => ContactNumber, { optional: true }) contactNumber?: ContactNumber;
  @Email({ optional: true }) email?: string;
  @NestedList(() => TaxResidency, { optional: true, min: 0 }) taxResidencies?: TaxResidency[];
}
