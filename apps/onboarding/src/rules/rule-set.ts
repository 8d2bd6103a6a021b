import { Type, type Static } from '@sinclair/typebox';
import { CUSTOMER_TYPES, DOCUMENT_TYPES, words } from '@oceafin/contracts';
import { PERSON_ROLES } from '../forms';

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
    due: Type.Object({ blockingDays: Type.Integer({ minimum: 1 }) }, closed),
  },
  closed,
);

/** One version of the rules, in force from `effectiveFrom` until the next version's. */
export type RuleSet = Static<typeof RuleSetSchema>;
export type DocumentRule = Static<typeof DocumentRule>;
export type PersonRule = Static<typeof PersonRule>;
