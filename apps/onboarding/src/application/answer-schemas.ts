import {
  CUSTOMER_STATUSES,
  DECISION_REASONS,
  DOCUMENT_TYPES,
  FILE_REJECTION_REASONS,
  FILE_STATUSES,
  REQUIREMENT_CODES,
  RETRYABILITIES,
} from '@oceafin/contracts';

type Schema = Record<string, unknown>;

const uuid = { type: 'string', format: 'uuid' };
const text = { type: 'string' };
const instant = { type: 'string', format: 'date-time' };
const count = { type: 'integer', minimum: 0 };
const word = (words: readonly string[]): Schema => ({ type: 'string', enum: [...words] });
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

/** Exactly these members; all required but the optional ones. */
function exactly(properties: Schema, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

const status = word(CUSTOMER_STATUSES);
const party = word(['PARTNER', 'OCEAFIN']);
const requirementStatus = word(['OPEN', 'ANSWERED', 'SATISFIED', 'WAIVED']);
const round = { customerId: uuid, submissionId: uuid, status, round: count };
const jsonSchema = { type: 'object', description: 'JSON Schema 2020-12' };

const subject = exactly({
  type: word(['CUSTOMER', 'PERSON', 'ENTITY']),
  ref: orNull({ ...text, description: 'personRef or entityRef; null for the customer' }),
});

const requirement = exactly(
  {
    requirementId: uuid,
    code: word(REQUIREMENT_CODES),
    pointer: text,
    subject,
    title: text,
    detail: text,
    kind: word(['DATA', 'DOCUMENT', 'CONSENT', 'ATTESTATION']),
    answerSchema: jsonSchema,
    anyOf: listOf(word(DOCUMENT_TYPES)),
    severity: word(['BLOCKING', 'ADVISORY']),
    awaiting: party,
    dueAt: orNull(instant),
    raisedAt: instant,
    status: requirementStatus,
    history: listOf(exactly({ at: instant, status: requirementStatus, by: party })),
  },
  ['anyOf'],
);

const check = exactly({
  type: word(['COMPLETENESS', 'DOCUMENTS', 'IDENTITY']),
  status: word(['PENDING', 'PASS', 'FAIL', 'REFER', 'UNAVAILABLE']),
});

const decision = exactly({
  outcome: word(['APPROVED', 'REJECTED']),
  reasons: listOf(exactly({ code: word(DECISION_REASONS), detail: text })),
  retryability: orNull(word(RETRYABILITIES)),
  decidedAt: instant,
});

const document = exactly({
  fileAssetId: uuid,
  documentType: word(DOCUMENT_TYPES),
  pointer: text,
  status: word(FILE_STATUSES),
  reason: orNull(word(FILE_REJECTION_REASONS)),
});

const reverification = exactly({
  openedAt: instant,
  dueAt: orNull(instant),
  stage: word(['AWAITING_PARTNER', 'PROCESSING']),
});

/** JSON Schemas of the answers of the partner routes, for the API document and the tests. */
export const ANSWERS = {
  submitted: exactly({ ...round, submittedAt: instant }),
  answered: exactly({ ...round, openRequirements: count }),
  withdrawn: exactly(round),
  case: exactly({
    customerId: uuid,
    status,
    round: count,
    submissionId: orNull(uuid),
    submittedAt: orNull(instant),
    awaiting: orNull(party),
    expectedDecisionAt: orNull(instant),
    requirements: listOf(requirement),
    checks: listOf(check),
    decision: orNull(decision),
    documents: listOf(document),
    reverification: orNull(reverification),
  }),
  submission: exactly({
    submissionId: uuid,
    round: count,
    submittedAt: instant,
    evidenceDigest: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    submission: { type: 'object', description: 'The body as it was submitted, answers included.' },
  }),
  schema: exactly({
    schema: jsonSchema,
    requiredDocuments: listOf(
      exactly({
        code: { const: 'DOCUMENT_REQUIRED' },
        anyOf: listOf(word(DOCUMENT_TYPES)),
        subject,
        pointer: text,
      }),
    ),
  }),
  preflight: exactly({
    ready: { type: 'boolean' },
    requirements: listOf(requirement),
    errors: listOf(exactly({ pointer: text, code: text, detail: text })),
  }),
};
