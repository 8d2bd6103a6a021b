import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { jsonSchemaOf, StringMap, Text, TextList, validateBody, type Class } from '.';

class Line {
  @Text({ max: 6 }) value: string;
}
class Lines {
  @Text({ max: 6, multiline: true }) value: string;
}
class Exact {
  @Text({ max: 6, trim: false }) value: string;
}
class Several {
  @TextList({ max: 6, unique: false }) value: string[];
}
class Mapped {
  @StringMap({ maxValue: 6 }) value: Record<string, string>;
}

const now = new Date('2026-06-28T12:00:00Z');
const ajv = new Ajv2020();
const accepts = (dto: Class, value: unknown) => validateBody(dto, { value }, { now }).errors.length === 0;

/** Astral and right-to-left letters, one letter composed and not, blanks, line ends, controls, halves of a pair. */
const SPECIAL = [
  ...[
    '😀',
    '𐀀',
    '\u{10ffff}',
    'ש',
    'ع',
    '\u202e',
    '\u00e9',
    'e\u0301',
    'a',
    '~',
    '\ud7ff',
    '\ue000',
    '\ufffe',
  ],
  ...[
    ' ',
    '\u00a0',
    '\u1680',
    '\u200a',
    '\u200b',
    '\u2028',
    '\u2029',
    '\u202f',
    '\u205f',
    '\u3000',
    '\ufeff',
  ],
  ...[
    '\t',
    '\n',
    '\r',
    '\v',
    '\0',
    '\x1f',
    '\x7f',
    '\x80',
    '\u0085',
    '\x9f',
    '\ud800',
    '\udbff',
    '\udc00',
    '\udfff',
  ],
];
const unit = fc.oneof(
  fc.constantFrom(...SPECIAL),
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
);
const text = fc.oneof(
  unit,
  fc.array(unit, { maxLength: 8 }).map((units) => units.join('')),
);

describe.each<[string, Class, (value: string) => unknown, (value: string) => string]>([
  ['a line', Line, (value) => value, (value) => value.trim()],
  ['a text of several lines', Lines, (value) => value, (value) => value.trim()],
  ['a text that is kept as it is', Exact, (value) => value, (value) => value],
  ['a list of lines', Several, (value) => ['a', value], (value) => value.trim()],
  ['a value of a map', Mapped, (value) => ({ key: value }), (value) => value],
])('%s', (_, dto, within, trimmed) => {
  const fits = ajv.compile(jsonSchemaOf(dto));
  const isFit = (value: string) => fits({ value: within(value) });
  const isAccepted = (value: string) => accepts(dto, within(value));

  it('is accepted where it fits its schema, and fits it trimmed where it is accepted', () => {
    fc.assert(
      fc.property(text, (value) => {
        if (isFit(value)) expect([value, isAccepted(value)]).toEqual([value, true]);
        if (isAccepted(value)) expect([value, isFit(trimmed(value))]).toEqual([value, true]);
      }),
      { numRuns: 600 },
    );
  });
});

/** Control characters and halves of surrogate pairs, as Unicode has them. */
const UNFIT = /[\p{Cc}\p{Cs}]/u;
const characters = [...Array(0x11).keys()].flatMap((plane) =>
  [...Array(plane === 0 ? 0x10000 : 0x100).keys()].map((code) =>
    String.fromCodePoint(plane * 0x10000 + code),
  ),
);

it.each<[string, Class, (character: string) => boolean]>([
  ['a line', Line, (one) => !UNFIT.test(one) && one.trim() !== ''],
  ['a text of several lines', Lines, (one) => !UNFIT.test(one) && one.trim() !== ''],
  ['a text that is kept as it is', Exact, (one) => !UNFIT.test(one)],
])('%s of one character', (_, dto, expected) => {
  const fits = ajv.compile(jsonSchemaOf(dto));
  expect(characters.filter((value) => fits({ value }) !== expected(value))).toEqual([]);
});

it('judges a long text in a time that grows with its length', () => {
  class Long {
    @Text({ max: 1_000_000 }) value: string;
  }
  const fits = ajv.compile(jsonSchemaOf(Long));
  for (const part of ['a', ' ', 'a ', ' a']) {
    expect(fits({ value: `${part.repeat(400_000 / part.length)}\0` })).toBe(false);
  }
});

it('refuses the key that no object can have', () => {
  const fits = ajv.compile(jsonSchemaOf(Mapped));
  const value: unknown = JSON.parse('{ "__proto__": "a" }');
  expect([fits({ value }), accepts(Mapped, value)]).toEqual([false, false]);
});
