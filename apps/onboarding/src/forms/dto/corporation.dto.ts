import { CountryCode, Email, HttpUrl, LocalDate, Nested, Text, TextList, Word } from '@oceafin/platform';
import { Address, ContactNumber } from './place.dto';
import { COMPANY_TYPES, type CompanyType } from './words';

export class ContactPerson {
  @Text() firstName: string;
  @Text() lastName: string;
  @Nested(() => ContactNumber) contactNumber: ContactNumber;
}

export class CorporationDetails {
  @Text() fullCompanyName: string;
  @TextList({ optional: true, minItems: 0 }) tradingNames?: string[];
  @Word(COMPANY_TYPES) companyType: CompanyType;
  @LocalDate({ past: true }) dateOfIncorporation: string;
  @Text() businessRegistrationNo: string;
  @CountryCode() countryOfIncorporation: string;
  @Nested(() => Address) registeredAddress: Address;
  @Nested(() => Address, { optional: true }) principalPlaceOfBusiness?: Address;
  @Text({ optional: true }) taxId?: string;
  @Text({ optional: true, description: 'Legal Entity Identifier (ISO 17442)' }) lei?: string;
  @Email() email: string;
  @HttpUrl({ optional: true }) website?: string;
  @Nested(() => ContactPerson) contactPerson: ContactPerson;
}
