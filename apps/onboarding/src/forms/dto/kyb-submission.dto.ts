import {
  Check,
  CurrencyCode,
  DecimalText,
  Nested,
  NestedList,
  Text,
  Word,
  WordList,
} from '@oceafin/platform';
import { PartnerAttestation } from './attestation.dto';
import { ConsentEvidence } from './consent.dto';
import { CorporationDetails } from './corporation.dto';
import { Ownership, RelatedEntity, RelatedPerson } from './ownership.dto';
import { judgeStakes } from './stakes';
import { SupportingDocument } from './supporting-document.dto';
import {
  FUND_SOURCES,
  INDUSTRY_SCHEMES,
  PURPOSES,
  type FundSource,
  type IndustryScheme,
  type Purpose,
} from './words';

export class IndustryCode {
  @Word(INDUSTRY_SCHEMES) scheme: IndustryScheme;
  @Text() code: string;
}

export class MonthlyVolume {
  @CurrencyCode() currency: string;
  @DecimalText({ description: 'In units of the currency' }) amount: string;
}

@Check<AdditionalCorporationDetails>((section, _, given) => judgeStakes(section, given))
export class AdditionalCorporationDetails {
  @Text({ max: 1000 }) descriptionOfBusiness: string;
  @Text() industry: string;
  @Nested(() => IndustryCode, { optional: true }) industryCode?: IndustryCode;
  @WordList(PURPOSES) purposesOfAccountOpening: Purpose[];
  @WordList(FUND_SOURCES) sourceOfFunds: FundSource[];
  @WordList(FUND_SOURCES) sourceOfWealth: FundSource[];
  @Nested(() => MonthlyVolume, { optional: true }) expectedMonthlyVolume?: MonthlyVolume;
  @NestedList(() => RelatedPerson, { min: 0, max: 200 }) relatedPersons: RelatedPerson[];
  @NestedList(() => RelatedEntity, { optional: true, min: 0, max: 200 }) relatedEntities?: RelatedEntity[];
  @NestedList(() => Ownership, { optional: true, min: 0, max: 1000 }) ownerships?: Ownership[];
}

/** The evidence about a CORPORATE. */
export class KybSubmission {
  @Nested(() => CorporationDetails) corporationDetails: CorporationDetails;
  @Nested(() => AdditionalCorporationDetails) additionalCorporationDetails: AdditionalCorporationDetails;
  @NestedList(() => SupportingDocument, { min: 0, max: 1000 }) supportingDocuments: SupportingDocument[];
  @Nested(() => ConsentEvidence) consentEvidence: ConsentEvidence;
  @Nested(() => PartnerAttestation) partnerAttestation: PartnerAttestation;
}
