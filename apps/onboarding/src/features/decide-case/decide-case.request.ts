import {
  type FieldError,
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

/** What only one of the decisions has. Internal reasons are of all: a request for information keeps them in the audit log. */
const OF_DECISION = { reasons: 'REJECT', retryability: 'REJECT', requirements: 'REQUEST_INFO' } as const;

/** A member that would be left unread is refused, so that nobody believes that it counted. An empty list is an absent one. */
function outOfPlace({ decision, ...rest }: Partial<DecideCaseRequest>): FieldError[] {
  return Object.entries(OF_DECISION)
    .filter(([member, owner]) => decision !== undefined && decision !== owner && isTold(rest, member))
    .map(([member, owner]) => fieldError('INVALID_VALUE', `/${member}`, `Only of ${owner}.`));
}

function isTold(request: object, member: string): boolean {
  const value = (request as Record<string, unknown>)[member];
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

@Check<DecideCaseRequest>((request) => [
  ...outOfPlace(request),
  ...(request.decision === 'REQUEST_INFO' && !isTold(request, 'requirements')
    ? [fieldError('REQUIRED', '/requirements')]
    : []),
])
export class DecideCaseRequest {
  @Word(['APPROVE', 'REJECT', 'REQUEST_INFO']) decision: 'APPROVE' | 'REJECT' | 'REQUEST_INFO';
  @WordList(DECISION_REASONS, {
    optional: true,
    min: 0,
    description: 'Only of REJECT: what the partner sees; ONBOARDING_DECLINED where none is told',
  })
  reasons?: DecisionReason[];
  @Word(RETRYABILITIES, { optional: true, description: 'Only of REJECT; RETRYABLE where not told' })
  retryability?: Retryability;
  @NestedList(() => RequestedInformation, {
    optional: true,
    min: 0,
    max: 50,
    description: 'Only of REQUEST_INFO, which needs one at least',
  })
  requirements?: RequestedInformation[];
  @WordList(INTERNAL_REASONS, {
    optional: true,
    min: 0,
    description: 'Never shown to partners; of REQUEST_INFO in the audit log only',
  })
  internalReasons?: InternalReason[];
  @Text({ max: 4000, multiline: true, description: 'Never shown to partners' }) rationale: string;
}
