import january from './data/2026-01.json';
import { RuleBook, RulesBroken, rulesAt } from './rule-book';

const later = {
  ...january,
  version: '2027-01',
  effectiveFrom: '2027-01-01T00:00:00.000Z',
  minimumAgeYears: 21,
};

describe('a rule book', () => {
  const book = new RuleBook([later, january]);

  test.each([
    ['2020-05-05T00:00:00.000Z', '2026-01'],
    ['2026-01-01T00:00:00.000Z', '2026-01'],
    ['2026-12-31T23:59:59.999Z', '2026-01'],
    ['2027-01-01T00:00:00.000Z', '2027-01'],
  ])('at %s goes by %s', (at, version) => {
    expect(book.at(new Date(at)).version).toBe(version);
  });

  test.each<[string, unknown]>([
    ['an unknown member', { ...january, colour: 'red' }],
    ['a missing member', { ...january, due: undefined }],
    ['an unknown document type', { ...january, documents: [{ ...january.documents[0], anyOf: ['CARD'] }] }],
    ['a negative age', { ...january, minimumAgeYears: -1 }],
    ['a percent above 100', { ...january, ownership: { significantPercent: 101, explainedPercent: 75 } }],
    ['no date', { ...january, effectiveFrom: 'soon' }],
    ['nothing', null],
  ])('with %s is refused, by name', (_, broken) => {
    expect(() => new RuleBook([january, broken])).toThrow(RulesBroken);
  });

  test('is refused when empty or when it has a version or a date twice', () => {
    expect(() => new RuleBook([])).toThrow(RulesBroken);
    expect(() => new RuleBook([january, january])).toThrow(/twice/);
    expect(() => new RuleBook([january, { ...january, version: 'x' }])).toThrow(/twice/);
  });
});

test('rules that can not be trusted end the process as it starts: they are judged when they are loaded', () => {
  jest.isolateModules(() => {
    jest.doMock('./data/2026-01.json', () => ({ ...january, minimumAgeYears: 'eighteen' }));
    const load = (): unknown => jest.requireActual('./rule-book');
    expect(load).toThrow(/^The onboarding rules '2026-01' can't be used: .*minimumAgeYears must be integer/);
    jest.dontMock('./data/2026-01.json');
  });
});

test("the product's own rules are in force", () => {
  const rules = rulesAt(new Date('2026-06-28T00:00:00Z'));
  expect(rules.effectiveFrom <= '2026-06-28T00:00:00Z').toBe(true);
});
