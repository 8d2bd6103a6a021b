import { createSchemaUtils, type RJSFSchema } from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';
import Ajv2020 from 'ajv/dist/2020';
import type { SubmissionForm } from '../forms';
import { context, EXAMPLES, FULL, placesIn } from '../forms/examples/mutations';
import { draftRequirement, evaluateCompleteness, type RequirementDraft, rulesAt } from '.';
import { valueAt, withValueAt } from './json-place';

const { now } = context;
const rules = rulesAt(now);

/** As a partner's form generator would be set up: react-jsonschema-form and its own validator. */
const validator = customizeValidator<unknown, RJSFSchema, object>({ AjvClass: Ajv2020 as never });

const errorsOf = (schema: Record<string, unknown>, value: unknown): string[] =>
  validator.validateFormData(value, schema).errors.map(({ stack }) => stack);

/** The fields that it shows before anything is typed. */
function fieldsOf(schema: Record<string, unknown>): string[] {
  const utils = createSchemaUtils<unknown, RJSFSchema, object>(validator, schema);
  const empty = utils.getDefaultFormState(schema);
  return Object.keys(utils.retrieveSchema(schema, empty).properties ?? {});
}

const forms = [...Object.values(EXAMPLES), ...Object.values(FULL)] as SubmissionForm[];

/** Everything that could be asked about a form, with what stands there as the answer. */
function questions(form: SubmissionForm): [RequirementDraft, unknown][] {
  return placesIn(form).flatMap((pointer): [RequirementDraft, unknown][] => {
    const draft = draftRequirement({ code: 'FIELD_CLARIFICATION', pointer }, form, rules);
    return draft && draft.kind !== 'DOCUMENT' ? [[draft, valueAt(form, pointer)]] : [];
  });
}

/** One question for each shape of answer: the others have the same schema. */
function distinct(all: readonly [RequirementDraft, unknown][]): [RequirementDraft, unknown][] {
  return [...new Map(all.map((one) => [JSON.stringify(one[0].answerSchema), one])).values()];
}

const faulty = (form: SubmissionForm): SubmissionForm =>
  ['/supportingDocuments', '/additionalCorporationDetails/relatedPersons'].reduce(
    (soFar, pointer) => (valueAt(soFar, pointer) === undefined ? soFar : withValueAt(soFar, pointer, [])),
    form,
  );

describe('a stock form generator', () => {
  const asked = distinct(forms.flatMap(questions));

  it('is tried on every part of a submission', () => {
    expect(asked.length).toBeGreaterThan(60);
  });

  it('understands each answerSchema and takes what fits it', () => {
    for (const [draft, value] of asked) {
      expect([draft.pointer, errorsOf(draft.answerSchema, value)]).toEqual([draft.pointer, []]);
    }
  });

  it('refuses by it what does not fit', () => {
    for (const [draft] of asked) {
      // Of another JSON type than any part of a submission is.
      expect([draft.pointer, errorsOf(draft.answerSchema, [[null]])]).not.toEqual([draft.pointer, []]);
    }
  });

  it('builds what rules ask for: documents and people', () => {
    const drafts = forms.flatMap((form) => evaluateCompleteness(faulty(form), new Map(), rules, now));
    const codes = ['DOCUMENT_REQUIRED', 'RELATED_PERSON_REQUIRED', 'OWNERSHIP_UNEXPLAINED'];
    expect(new Set(drafts.map(({ code }) => code))).toEqual(new Set(codes));
    const schemas = distinct(drafts.map((draft) => [draft, {}]));
    for (const [{ code, pointer, answerSchema }] of schemas) {
      expect([code, pointer, fieldsOf(answerSchema)]).not.toEqual([code, pointer, []]);
      expect([code, pointer, errorsOf(answerSchema, {})]).not.toEqual([code, pointer, []]);
    }
  });
});
