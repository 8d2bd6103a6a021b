import {
  DECISION_REASONS,
  type DecisionReason,
  DOCUMENT_TYPES,
  type DocumentType,
  REQUIREMENT_CODES,
  type RequirementCode,
  RETRYABILITIES,
  type Retryability,
} from '@oceafin/contracts';
import { Check, fieldError, NestedList, Text, Word, WordList } from '@oceafin/platform';

const INTERNAL_REASONS = [
  'SANCTIONS_MATCH',
  'ADVERSE_MEDIA',
  'PEP_RISK',
  'DOCUMENT_FRAUD',
  'RISK_APPETITE',
  'OTHER',
] as const;
type InternalReason = (typeof INTERNAL_REASONS)[number];

export class RequestedInformation {
  @Word(REQUIREMENT_CODES) code: RequirementCode;
  @Text({
    max: 500,
    trim: false,
    pattern: /^(\/[!-.0-~]*)+$/,
    description: 'RFC 6901 pointer into the evidence',
  })
  pointer: string;
  @Text({ max: 1000, multiline: true, description: 'Written for the partner: shown on its API only.' })
  detail: string;
  @WordList(DOCUMENT_TYPES, { optional: true }) documentTypes?: DocumentType[];
}

@Check<DecideCaseRequest>(({ decision, requirements }) =>
  decision === 'REQUEST_INFO' && requirements === undefined ? [fieldError('REQUIRED', '/requirements')] : [],
)
export class DecideCaseRequest {
  @Word(['APPROVE', 'REJECT', 'REQUEST_INFO']) decision: 'APPROVE' | 'REJECT' | 'REQUEST_INFO';
  @WordList(DECISION_REASONS, { optional: true, description: 'What the partner sees of a rejection' })
  reasons?: DecisionReason[];
  @Word(RETRYABILITIES, { optional: true, description: 'Of a rejection; RETRYABLE where not told' })
  retryability?: Retryability;
  @NestedList(() => RequestedInformation, { optional: true, min: 1, max: 50 })
  requirements?: RequestedInformation[];
  @WordList(INTERNAL_REASONS, { optional: true, description: 'Never shown to partners' })
  internalReasons?: InternalReason[];
  @Text({ max: 4000, multiline: true, description: 'Never shown to partners' }) rationale: string;
}
