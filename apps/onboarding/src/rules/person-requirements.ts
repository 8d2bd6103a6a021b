import type { JsonSchema } from '@oceafin/platform';
import { customerTypeOf, isKyb, schemaAt, type KybSubmission, type SubmissionForm } from '../forms';
import { CUSTOMER_SUBJECT, draft } from './drafts';
import { ownershipPicture, reaches, type OwnershipPicture } from './ownership';
import type { PersonRule, RuleSet } from './rule-set';
import type { RequirementDraft } from './rules.types';

const SECTION = '/additionalCorporationDetails';
const PERSONS = `${SECTION}/relatedPersons`;

/** People who are missing behind a company, and owners nobody named. */
export function personRequirements(form: SubmissionForm, rules: RuleSet): RequirementDraft[] {
  if (!isKyb(form)) return [];
  const picture = ownershipPicture(form.additionalCorporationDetails);
  return [
    ...rules.persons
      .filter((rule) => isNeeded(rule, picture, rules) && !isHeld(rule, form))
      .map((rule) => missingPerson(form, rule, rules)),
    ...(reaches(picture.explained, rules.ownership.explainedPercent) ? [] : [unexplainedOwners(form, rules)]),
  ];
}

function isNeeded({ when }: PersonRule, { held }: OwnershipPicture, { ownership }: RuleSet): boolean {
  return (
    when === 'ALWAYS' || ![...held.values()].some((percent) => reaches(percent, ownership.significantPercent))
  );
}

function isHeld({ role }: PersonRule, form: KybSubmission): boolean {
  return form.additionalCorporationDetails.relatedPersons.some((person) => person.roles.includes(role));
}

function missingPerson(form: KybSubmission, { role }: PersonRule, rules: RuleSet): RequirementDraft {
  return draft(
    {
      code: 'RELATED_PERSON_REQUIRED',
      pointer: PERSONS,
      subject: CUSTOMER_SUBJECT,
      title: `A ${role.toLowerCase().replaceAll('_', ' ')} is missing`,
      detail: `Add a related person with the role ${role}.`,
      severity: 'BLOCKING',
      about: role,
    },
    {
      kind: 'DATA',
      answerSchema: narrowed(form, `${PERSONS}/-`, ({ roles, ...others }) => ({
        ...others,
        roles: { ...roles, contains: { const: role } },
      })),
    },
    rules,
  );
}

/** An answer adds to these lists of the section; it has each as the section has it. */
export const OWNER_LISTS = ['relatedPersons', 'relatedEntities', 'ownerships'] as const;

export function unexplainedOwners(form: KybSubmission, rules: RuleSet): RequirementDraft {
  const { required: _, ...answerSchema } = narrowed(form, SECTION, (properties) =>
    Object.fromEntries(OWNER_LISTS.map((list) => [list, properties[list]])),
  );
  return draft(
    {
      code: 'OWNERSHIP_UNEXPLAINED',
      pointer: SECTION,
      subject: CUSTOMER_SUBJECT,
      title: 'Owners are missing',
      detail: `The declared owners hold under ${rules.ownership.explainedPercent} %. Add the others.`,
      severity: 'BLOCKING',
      about: 'owners',
    },
    { kind: 'DATA', answerSchema: { ...answerSchema, minProperties: 1 } },
    rules,
  );
}

type Properties = Record<string, JsonSchema | undefined>;

/** The schema of what stands at `at`, with other properties. */
function narrowed(
  form: SubmissionForm,
  at: string,
  change: (properties: Properties) => Properties,
): JsonSchema {
  const schema = schemaAt(customerTypeOf(form), at);
  if (!schema) throw new Error(`a submission has nothing at ${at}`);
  return { ...schema, properties: change(schema.properties as Properties) };
}
