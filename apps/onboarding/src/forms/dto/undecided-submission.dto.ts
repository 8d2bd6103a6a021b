import { AnyJson, Nested, NestedList } from '@oceafin/platform';
import { PartnerAttestation } from './attestation.dto';
import { ConsentEvidence } from './consent.dto';
import { SupportingDocument } from './supporting-document.dto';

/**
 * A body with the sections of both customer types, or of neither. Which of them belong can only be
 * said with the customer; until then only what every submission has is judged.
 */
export class UndecidedSubmission {
  @AnyJson({ optional: true }) personalDetails?: unknown;
  @AnyJson({ optional: true }) additionalPersonalDetails?: unknown;
  @AnyJson({ optional: true }) corporationDetails?: unknown;
  @AnyJson({ optional: true }) additionalCorporationDetails?: unknown;
  @NestedList(() => SupportingDocument, { min: 0, max: 1000 }) supportingDocuments: SupportingDocument[];
  @Nested(() => ConsentEvidence) consentEvidence: ConsentEvidence;
  @Nested(() => PartnerAttestation) partnerAttestation: PartnerAttestation;
}
