import { Nested, NestedList, Text, WordList } from '@oceafin/platform';
import { PartnerAttestation } from './attestation.dto';
import { ConsentEvidence } from './consent.dto';
import { PersonalDetails, PoliticalExposure } from './person.dto';
import { SupportingDocument } from './supporting-document.dto';
import { FUND_SOURCES, PURPOSES, type FundSource, type Purpose } from './words';

export class AdditionalPersonalDetails {
  @Text() occupation: string;
  @WordList(PURPOSES) purposesOfAccountOpening: Purpose[];
  @WordList(FUND_SOURCES) sourceOfFunds: FundSource[];
  @WordList(FUND_SOURCES) sourceOfWealth: FundSource[];
  @Nested(() => PoliticalExposure) politicalExposure: PoliticalExposure;
}

/** The evidence about an INDIVIDUAL. */
export class KycSubmission {
  @Nested(() => PersonalDetails) personalDetails: PersonalDetails;
  @Nested(() => AdditionalPersonalDetails) additionalPersonalDetails: AdditionalPersonalDetails;
  @NestedList(() => SupportingDocument, { min: 0 }) supportingDocuments: SupportingDocument[];
  @Nested(() => ConsentEvidence) consentEvidence: ConsentEvidence;
  @Nested(() => PartnerAttestation) partnerAttestation: PartnerAttestation;
}
