import { CUSTOMER_STATUSES, CUSTOMER_TYPES, OPERATOR_ROLES } from '@oceafin/contracts';

const uuid = { type: 'string', format: 'uuid' };
const text = { type: 'string' };
const instant = { type: 'string', format: 'date-time' };
const orNull = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });
const word = (words: readonly string[]): object => ({ type: 'string', enum: [...words] });
const list = (items: object): object => ({ type: 'array', items });
/** Answers may grow, so nothing is forbidden in them. */
const object = (properties: Record<string, object>): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const page = (items: object): object => object({ data: list(items), nextCursor: orNull(text) });

const ofQueue = {
  caseId: uuid,
  customerId: uuid,
  partnerCustomerRef: text,
  partnerId: uuid,
  customerType: word(CUSTOMER_TYPES),
  status: word(CUSTOMER_STATUSES),
  awaiting: orNull(word(['PARTNER', 'OCEAFIN'])),
  round: { type: 'integer', minimum: 0 },
  assignee: orNull(text),
  claimedUntil: orNull(instant),
  openedAt: instant,
  updatedAt: instant,
};
const ofCase = object(ofQueue);
const decision = object({
  decisionId: uuid,
  caseId: uuid,
  decision: word(['APPROVE', 'REJECT', 'REQUEST_INFO', 'REOPEN']),
  status: word(['APPLIED', 'AWAITING_CONFIRMATION', 'REFUSED']),
  decidedBy: text,
  decidedAt: instant,
});
const details = list({ type: 'object' });

const controlled = object({ customerId: uuid, status: word(CUSTOMER_STATUSES) });

/** What each operator route answers with, by the path below `/operator/v1`. */
export const OPERATOR_ANSWERS: Readonly<Record<string, object>> = {
  '/cases': page(ofCase),
  '/cases/{caseId}': object({
    ...ofQueue,
    evidence: orNull({ type: 'object' }),
    documents: details,
    checks: details,
    requirements: details,
    decisions: details,
    history: details,
  }),
  '/cases/{caseId}/claim': ofCase,
  '/cases/{caseId}/release': ofCase,
  '/cases/{caseId}/reverify': ofCase,
  '/cases/{caseId}/decisions': decision,
  '/cases/{caseId}/decisions/{decisionId}/confirm': decision,
  '/cases/{caseId}/decisions/{decisionId}/refuse': decision,
  '/cases/{caseId}/reopen': decision,
  '/cases/{caseId}/checks/{checkId}/resolve': object({
    checkId: uuid,
    type: text,
    status: word(['PASS', 'FAIL', 'REFER', 'UNAVAILABLE']),
    reasons: list(text),
    disposition: word(['TRUE_MATCH', 'FALSE_POSITIVE']),
  }),
  '/audit': page(
    object({
      auditId: { type: 'integer', minimum: 1 },
      at: instant,
      operator: text,
      role: word(OPERATOR_ROLES),
      action: text,
      caseId: orNull(uuid),
      customerId: orNull(uuid),
      detail: { type: 'object' },
      hash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    }),
  ),
  '/customers/{customerId}/suspend': controlled,
  '/customers/{customerId}/reinstate': controlled,
  '/customers/{customerId}/close': controlled,
};
