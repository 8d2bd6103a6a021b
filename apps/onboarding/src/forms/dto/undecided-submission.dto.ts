import type { CustomerType } from '@oceafin/contracts';
import { AnyJson, Check, fieldError, Nested, NestedList, pointer } from '@oceafin/platform';
import { PartnerAttestation } from './attestation.dto';
import { ConsentEvidence } from './consent.dto';
import { SupportingDocument } from './supporting-document.dto';

/** The sections that belong to each customer type. */
export const SECTIONS = {
  INDIVIDUAL: ['personalDetails', 'additionalPersonalDetails'],
  CORPORATE: ['corporationDetails', 'additionalCorporationDetails'],
} as const satisfies Record<CustomerType, readonly string[]>;

const COMMON = ['supportingDocuments', 'consentEvidence', 'partnerAttestation'];

/** A body that is refused anyway and has no section at all is told which it lacks, as far as one can say. */
function missingSections(given: ReadonlySet<string>) {
  const sections = Object.entries(SECTIONS).flatMap(([type, names]) => names.map((name) => ({ type, name })));
  if (COMMON.every((name) => given.has(name)) || sections.some(({ name }) => given.has(name))) return [];
  return sections.map(({ type, name }) =>
    fieldError('REQUIRED', pointer(name), `Required of ${type} customers.`),
  );
}

/**
 * A body with the sections of both customer types, or of neither. Which of them belong can only be
 * said with the customer; until then only what every submission has is judged.
 */
@Check<UndecidedSubmission>((_, __, given) => missingSections(given))
export class UndecidedSubmission {
  @AnyJson({ optional: true }) personalDetails?: unknown;
  @AnyJson({ optional: true }) additionalPersonalDetails?: unknown;
  @AnyJson({ optional: true }) corporationDetails?: unknown;
  @AnyJson({ optional: true }) additionalCorporationDetails?: unknown;
  @NestedList(() => SupportingDocument, { min: 0, max: 1000 }) supportingDocuments: SupportingDocument[];
  @Nested(() => ConsentEvidence) consentEvidence: ConsentEvidence;
  @Nested(() => PartnerAttestation) partnerAttestation: PartnerAttestation;
}
