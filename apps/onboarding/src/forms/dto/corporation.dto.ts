import type { CompanyType } from './words';
import { Address, ContactNumber } from './place.dto';

export class ContactPerson {
  firstName: string;
  lastName: string;
  contactNumber: ContactNumber;
}

export class CorporationDetails {
  fullCompanyName: string;
  tradingNames?: string[];
  companyType: CompanyType;
  dateOfIncorporation: string;
  businessRegistrationNo: string;
  countryOfIncorporation: string;
  registeredAddress: Address;
  principalPlaceOfBusiness?: Address;
  taxId?: string;
  lei?: string;
  email: string;
  website?: string;
  contactPerson: ContactPerson;
}
