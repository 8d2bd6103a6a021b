import type { FundSource, Purpose } from './words';
import { PartnerAttestation } from './attestation.dto';
import { ConsentEvidence } from './consent.dto';
import { PersonalDetails, PoliticalExposure } from './person.dto';
import { SupportingDocument } from './supporting-document.dto';

export class AdditionalPersonalDetails {
  occupation: string;
  purposesOfAccountOpening: Purpose[];
  sourceOfFunds: FundSource[];
  sourceOfWealth: FundSource[];
  politicalExposure: PoliticalExposure;
}

/** The evidence about an INDIVIDUAL. */
export class KycSubmission {
  personalDetails: PersonalDetails;
  additionalPersonalDetails: AdditionalPersonalDetails;
  supportingDocuments: SupportingDocument[];
  consentEvidence: ConsentEvidence;
  partnerAttestation: PartnerAttestation;
}
