import { Type, type Static } from '@sinclair/typebox';
import { CUSTOMER_TYPES, DECISION_REASONS, DOCUMENT_TYPES, words } from '@oceafin/contracts';
import { PERSON_ROLES } from '../forms';

const RISK_FACTORS = [
  'POLITICAL_EXPOSURE',
  'HIGH_RISK_COUNTRY',
  'LAYERED_OWNERSHIP',
  'WEALTH_UNEXPLAINED',
  'NOT_IN_PERSON',
] as const;

const closed = { additionalProperties: false };
const Country = Type.String({ pattern: '^[A-Z]{2}$' });
const Percent = Type.Number({ exclusiveMinimum: 0, maximum: 100 });

/** A document that must be there. Without `countries` it is needed whatever the country. */
const DocumentRule = Type.Object(
  {
    customerType: words(CUSTOMER_TYPES),
    of: words(
      ['CUSTOMER', 'OWNERS_AND_SIGNATORIES'],
      "among the customer's documents, or among those of each significant owner and authorised signatory",
    ),
    anyOf: Type.Array(words(DOCUMENT_TYPES), { minItems: 1, uniqueItems: true }),
    countries: Type.Optional(Type.Array(Country, { minItems: 1, uniqueItems: true })),
    title: Type.String({ minLength: 1 }),
  },
  closed,
);

/** A role that somebody behind a company must hold. */
const PersonRule = Type.Object(
  { role: words(PERSON_ROLES), when: words(['ALWAYS', 'NO_SIGNIFICANT_OWNER']) },
  closed,
);

/** What makes a customer riskier, and by how many points. */
const RiskFactor = Type.Object(
  {
    factor: words(RISK_FACTORS),
    points: Type.Integer({ minimum: 1 }),
    countries: Type.Optional(
      Type.Array(Country, { minItems: 1, uniqueItems: true, description: 'for HIGH_RISK_COUNTRY' }),
    ),
  },
  closed,
);

/** A failed check that rules answer with a rejection; any other that isn't clear is left to people. */
const Rejection = Type.Object({ check: words(['AGE', 'COUNTRY']), reason: words(DECISION_REASONS) }, closed);

export const RuleSetSchema = Type.Object(
  {
    version: Type.String({ minLength: 1 }),
    effectiveFrom: Type.String({ format: 'date-time' }),
    minimumAgeYears: Type.Integer({ minimum: 0, maximum: 120 }),
    ageRoles: Type.Array(words(PERSON_ROLES), {
      uniqueItems: true,
      description: 'who behind a company must have the minimum age; an individual customer always must',
    }),
    proofOfAddressMaxAgeMonths: Type.Integer({ minimum: 1 }),
    ownership: Type.Object(
      {
        significantPercent: Percent,
        explainedPercent: Percent,
      },
      {
        ...closed,
        description: 'who holds significantPercent must show who they are; all together explainedPercent',
      },
    ),
    documents: Type.Array(DocumentRule),
    persons: Type.Array(PersonRule),
    unsupportedCountries: Type.Array(Country, { uniqueItems: true }),
    rejections: Type.Array(Rejection, { description: 'always RETRYABLE: FINAL takes people' }),
    risk: Type.Object(
      {
        factors: Type.Array(RiskFactor),
        mediumFrom: Type.Integer({ minimum: 1 }),
        highFrom: Type.Integer({ minimum: 1, description: 'from here on people decide' }),
      },
      closed,
    ),
    due: Type.Object({ blockingDays: Type.Integer({ minimum: 1 }) }, closed),
  },
  closed,
);

/** One version of the rules, in force from `effectiveFrom` until the next version's. */
export type RuleSet = Static<typeof RuleSetSchema>;
export type RiskFactor = Static<typeof RiskFactor>;
export type DocumentRule = Static<typeof DocumentRule>;
export type PersonRule = Static<typeof PersonRule>;
