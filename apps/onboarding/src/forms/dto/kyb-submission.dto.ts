import type { FundSource, IndustryScheme, Purpose } from './words';
import { PartnerAttestation } from './attestation.dto';
import { ConsentEvidence } from './consent.dto';
import { CorporationDetails } from './corporation.dto';
import { Ownership, RelatedEntity, RelatedPerson } from './ownership.dto';
import { SupportingDocument } from './supporting-document.dto';

export class IndustryCode {
  scheme: IndustryScheme;
  code: string;
}

/** `amount` is a decimal string in units of the ISO 4217 currency. */
export class MonthlyVolume {
  currency: string;
  amount: string;
}

export class AdditionalCorporationDetails {
  descriptionOfBusiness: string;
  industry: string;
  industryCode?: IndustryCode;
  purposesOfAccountOpening: Purpose[];
  sourceOfFunds: FundSource[];
  sourceOfWealth: FundSource[];
  expectedMonthlyVolume?: MonthlyVolume;
  relatedPersons: RelatedPerson[];
  relatedEntities?: RelatedEntity[];
  ownerships?: Ownership[];
}

/** The evidence about a CORPORATE. */
export class KybSubmission {
  corporationDetails: CorporationDetails;
  additionalCorporationDetails: AdditionalCorporationDetails;
  supportingDocuments: SupportingDocument[];
  consentEvidence: ConsentEvidence;
  partnerAttestation: PartnerAttestation;
}
