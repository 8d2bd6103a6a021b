import fc from 'fast-check';
import { latinWords } from '../rules';
import { lettersOf, likeness, mayBeAlike, WORD_SCORE } from './likeness';
import { pacing } from './pace';
import { type ListHit, type LookedUp, ScreeningIndex } from './screening-index';
import type { ScreeningEntry } from './screening-list';

/** The definition: every name compared with every other, word by word. */
function compared({ names, dateOfBirth }: LookedUp, entries: readonly ScreeningEntry[]): ListHit[] {
  const scoreOf = (name: string[], listed: string[]): number => {
    if (name.length === 0 || listed.length === 0) return 0;
    const scores = listed.map((wanted) => Math.max(...name.map((word) => likeness(wanted, word))));
    if (scores.some((score) => score < WORD_SCORE)) return 0;
    return Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
  };
  return entries
    .filter((entry) => !dateOfBirth || !entry.dateOfBirth || entry.dateOfBirth === dateOfBirth)
    .map((entry) => ({
      entryId: entry.entryId,
      score: Math.max(
        ...names.flatMap((name) =>
          entry.names.map((listed) => scoreOf(latinWords(name), latinWords(listed))),
        ),
      ),
    }))
    .filter(({ score }) => score >= 86);
}

const day = fc.constantFrom('1961-03-14', '1990-04-12');

/** Few letters, so that words are often nearly the same. */
const word = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'n', 'i', 'r'), minLength: 1, maxLength: 9 }),
  fc.constantFrom('viktor', 'victor', 'drazic', 'dražić', 'дражич', 'malvern', 'w0rd', 'li', '***'),
);
const name = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
const names = fc.array(name, { minLength: 1, maxLength: 3 });
const list = fc
  .array(fc.record({ names, dateOfBirth: fc.option(day, { nil: undefined }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((entries) => entries.map((entry, n) => ({ entryId: `E-${n}`, ...entry })));
const subject = fc.record({ names, dateOfBirth: fc.option(day, { nil: undefined }) });

test('the index finds what comparing with every name finds, and nothing else', async () => {
  let hits = 0;
  const property = fc.asyncProperty(list, subject, async (entries, lookedUp) => {
    const index = new ScreeningIndex({ listVersion: '1', fictional: true, entries });
    const expected = compared(lookedUp, entries);
    hits += expected.length;
    expect(await index.hits(lookedUp, pacing())).toEqual(expected);
  });
  await fc.assert(property, { numRuns: 500, seed: 7 });
  expect(hits).toBeGreaterThan(200);
});

test('letters keep no two words apart that are alike', () => {
  const plain = fc.string({ unit: fc.constantFrom(...'anwz04'), minLength: 1, maxLength: 12 });
  const property = fc.property(plain, plain, (one, other) => {
    const may = mayBeAlike(lettersOf(one), lettersOf(other), one.length + other.length);
    if (!may) expect(likeness(one, other)).toBeLessThan(WORD_SCORE);
  });
  fc.assert(property, { numRuns: 5_000, seed: 7 });
});
