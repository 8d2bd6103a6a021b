import Ajv2020 from 'ajv/dist/2020';
import { Check, CountryCode, jsonSchemaOf, Nested, NestedList, Percent, StringMap, Text, WordList } from '.';

class Leaf {
  @CountryCode() country: string;
  @Text({ optional: true, nullable: true, max: 5 }) note?: string | null;
}

@Check<Tree>(() => [], { minProperties: 2 })
class Tree {
  @Text({ description: 'Its name.' }) name: string;
  @Nested(() => Leaf, { optional: true }) leaf?: Leaf;
  @NestedList(() => Tree, { optional: true, max: 2 }) children?: Tree[];
  @NestedList(() => Leaf, { optional: true }) leaves?: Leaf[];
  @WordList(['A', 'B'], { optional: true }) words?: string[];
  @Percent({ optional: true }) percent?: number;
  @StringMap({ optional: true }) metadata?: Record<string, string>;
}

describe('jsonSchemaOf', () => {
  const schema = jsonSchemaOf(Tree);
  const validate = new Ajv2020({ strict: true, formats: { date: true } }).compile(schema);

  it('is a self-contained 2020-12 schema of the decorators', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      minProperties: 2,
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 200, description: 'Its name.' },
        leaf: { $ref: '#/$defs/Leaf' },
        children: { type: 'array', items: { $ref: '#/$defs/Tree' }, maxItems: 2 },
        leaves: { type: 'array', items: { $ref: '#/$defs/Leaf' } },
      },
      $defs: { Leaf: { required: ['country'] }, Tree: { required: ['name'] } },
    });
  });

  it.each([
    [{ name: 'a', leaf: { country: 'SG', note: null } }, true],
    [{ name: 'a', children: [{ name: 'b', words: ['A'] }] }, true],
    [{ name: 'a', percent: 33.33 }, true],
    [{ name: 'a', leaf: { country: 'XX' } }, false],
    [{ name: 'a', leaf: { country: 'SG', note: 'too long' } }, false],
    [{ name: 'a', percent: 0 }, false],
    [{ name: 'a', unknown: 1 }, false],
    [{ name: 'a', metadata: { 'a b': 'x' } }, false],
  ])('judges %j like the validation: %p', (value, expected) => {
    expect(validate(value)).toBe(expected);
  });
});
