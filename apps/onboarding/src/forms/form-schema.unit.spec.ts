import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { withValueAt } from '../rules/json-place';
import { errorsOf, EXAMPLES, FULL, placesIn, TYPES, withoutAt } from './examples/mutations';
import { schemaAt, submissionSchema } from '.';

/** As a partner has it: nothing of ours is set. */
const stock = () => addFormats(new Ajv2020({ strict: false }));

describe.each(TYPES)('the schema of an %s submission', (type) => {
  const validate = stock().compile(submissionSchema(type));

  test('accepts what we accept', () => {
    for (const body of [EXAMPLES[type], FULL[type]]) {
      validate(body);
      expect(validate.errors).toBeNull();
    }
  });

  test('refuses nothing that we accept, whatever changes', () => {
    const places = placesIn(FULL[type]);
    const values = [
      ...['', ' x ', 'SG', 'PEP', '2020-02-29', '😀'.repeat(200), null, 0, 8.2, 100, true],
      [],
      {},
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.option(fc.constantFrom(...values), { nil: undefined }),
        (place, value) => {
          const body =
            value === undefined ? withoutAt(FULL[type], place) : withValueAt(FULL[type], place, value);
          if (errorsOf(type, body).length === 0) expect(validate(body)).toBe(true);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('accepts no text that we refuse for what it consists of', () => {
    const ajv = stock();
    const texts = placesIn(FULL[type])
      .map((place) => ({ place, part: schemaAt(type, place)! }))
      .filter(({ part }) => part.type === 'string' && part.pattern !== undefined)
      .map(({ place, part }) => ({ place, fits: ajv.compile(part) }));
    expect(texts.length).toBeGreaterThan(20);
    const unit = fc.constantFrom('\ud800', ...'aZ7-+ \t\n\u0085\u00a0\u2028\ufeff\ud83d\ude00éé\u05e9');
    const text = fc.oneof(
      fc.array(unit, { maxLength: 12 }).map((units) => units.join('')),
      fc.stringMatching(/^\+?[0-9a-zA-Z]{1,8}(-[0-9a-zA-Z]{1,8}){0,3}$/),
    );
    const isAboutText = ([, code]: [string, string]) => /^(TOO_SHORT|TOO_LONG|INVALID_FORMAT)$/.test(code);
    fc.assert(
      fc.property(fc.constantFrom(...texts), text, ({ place, fits }, value) => {
        if (!fits(value)) return;
        const about = errorsOf(type, withValueAt(FULL[type], place, value)).filter(([at]) => at === place);
        expect([place, value, about.filter(isAboutText)]).toEqual([place, value, []]);
      }),
      { numRuns: 300 },
    );
  });

  test('refuses a body that lacks or has too much', () => {
    for (const place of Object.keys(FULL[type]))
      expect(validate(withoutAt(FULL[type], `/${place}`))).toBe(false);
    expect(validate({ ...FULL[type], tenantId: 'x' })).toBe(false);
  });

  test('has a part for every place, by itself', () => {
    const ajv = stock();
    for (const place of placesIn(FULL[type])) {
      const part = schemaAt(type, place);
      if (!part) throw new Error(place);
      expect(part.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(part).not.toHaveProperty('$id'); // which would let another part refer to it
      expect(() => ajv.compile(part)).not.toThrow();
    }
  });
});

test('every percent of two decimals fits', () => {
  const part = schemaAt('CORPORATE', '/additionalCorporationDetails/relatedPersons/0/ownershipPercent');
  const validate = stock().compile(part ?? {});
  for (let hundredths = 1; hundredths <= 10_000; hundredths += 1)
    expect(validate(hundredths / 100)).toBe(true);
});

test.each([
  '/nowhere',
  '/constructor',
  '/personalDetails/aliases/x',
  '/supportingDocuments/01',
  '/corporationDetails',
])('nothing can stand at %s of an individual', (place) =>
  expect(schemaAt('INDIVIDUAL', place)).toBeUndefined(),
);
