import { type Static, Type } from '@sinclair/typebox';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

const closed = { additionalProperties: false };

const ScreeningListSchema = Type.Object(
  {
    listVersion: Type.String({ minLength: 1 }),
    fictional: Type.Boolean({ description: 'An invented list is good for trying out only.' }),
    entries: Type.Array(
      Type.Object(
        {
          entryId: Type.String({ minLength: 1 }),
          names: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
          dateOfBirth: Type.Optional(Type.String({ format: 'date' })),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
);

/** A list of names to look out for. */
export type ScreeningList = Static<typeof ScreeningListSchema>;
export type ScreeningEntry = ScreeningList['entries'][number];

const ajv = addFormats(new Ajv2020());
const validate = ajv.compile<ScreeningList>(ScreeningListSchema);

/** Why it can't be used as a list, without a word of what is in it; undefined where it can. */
export function faultInScreeningList(candidate: unknown): string | undefined {
  if (!validate(candidate))
    return `must be a screening list: ${ajv.errorsText(validate.errors, { dataVar: '' })}`;
  const ids = new Set(candidate.entries.map(({ entryId }) => entryId));
  return ids.size < candidate.entries.length ? 'must have every entryId once' : undefined;
}
