import { ratio } from 'fuzzball';
import { latinWords } from '../rules';
import { localResult } from './check-result';
import type { Check, CheckInput } from './checks.types';
import type { ScreeningList } from './screening-list';
import { namedSubjectsOf, type NamedSubject } from './subjects';

/** An entry whose names are in words already: a list is long, and every name is compared with all of it. */
interface Listed {
  readonly entryId: string;
  readonly names: readonly (readonly string[])[];
  readonly dateOfBirth?: string;
}

/** How alike two words must be, and all words of a listed name together, of 100. */
const WORD_SCORE = 75;
const NAME_SCORE = 86;

/** Words this short are other words when one letter differs. */
const SHORT = 3;

function likeness(listed: string, word: string): number {
  if (listed === word) return 100;
  const [shorter, longer] = [Math.min(listed.length, word.length), Math.max(listed.length, word.length)];
  // Words of so different a length can't come to the score, whatever their letters.
  if (shorter <= SHORT || (200 * shorter) / (shorter + longer) < WORD_SCORE) return 0;
  return ratio(listed, word);
}

/** How well every word of the listed name is found in the name, whatever the order and whatever else is there. */
function nameScore(name: readonly string[], listed: readonly string[]): number {
  if (name.length === 0 || listed.length === 0) return 0;
  const scores = listed.map((wanted) => Math.max(...name.map((word) => likeness(wanted, word))));
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return scores.every((score) => score >= WORD_SCORE) ? mean : 0;
}

/** The best score of a subject's names against an entry's; 0 where another date of birth tells them apart. */
function entryScore(names: Listed['names'], dateOfBirth: string | undefined, entry: Listed): number {
  const otherBirth =
    dateOfBirth !== undefined && entry.dateOfBirth !== undefined && dateOfBirth !== entry.dateOfBirth;
  if (otherBirth) return 0;
  return Math.max(0, ...names.flatMap((name) => entry.names.map((listed) => nameScore(name, listed))));
}

function hitsOf({ pointer, names, dateOfBirth }: NamedSubject, entries: readonly Listed[]) {
  const words = names.map(latinWords);
  return entries
    .map((entry) => ({ entryId: entry.entryId, score: Math.round(entryScore(words, dateOfBirth, entry)) }))
    .filter(({ score }) => score >= NAME_SCORE)
    .map((hit) => ({ pointer, ...hit }));
}

function isDismissed(hit: { pointer: string; entryId: string }, { dismissed = [] }: CheckInput): boolean {
  return dismissed.some((one) => one.pointer === hit.pointer && one.entryId === hit.entryId);
}

/** Looks all names up in the list; without a list nothing was looked up. Never shown to partners. */
export function screeningCheck(list: ScreeningList | null): Check {
  const entries = (list?.entries ?? []).map((one) => ({ ...one, names: one.names.map(latinWords) }));
  return {
    type: 'SCREENING',
    run(input) {
      if (!list) {
        return Promise.resolve(
          localResult('SCREENING', 'UNAVAILABLE', input, ['NO_LIST'], { provider: 'none' }),
        );
      }
      const hits = namedSubjectsOf(input.form)
        .flatMap((subject) => hitsOf(subject, entries))
        .filter((hit) => !isDismissed(hit, input));
      const source = { provider: 'local-list', listVersion: list.listVersion, fictional: list.fictional };
      return Promise.resolve(
        hits.length > 0
          ? localResult('SCREENING', 'REFER', input, ['SANCTIONS_MATCH'], { ...source, hits })
          : localResult('SCREENING', 'PASS', input, [], source),
      );
    },
  };
}
