import { ratio } from 'fuzzball';
import { latinWords } from '../rules';
import { localResult } from './check-result';
import type { Check, CheckInput } from './checks.types';
import { namedSubjectsOf, type NamedSubject } from './subjects';

export interface ScreeningEntry {
  readonly entryId: string;
  readonly names: readonly string[];
  readonly dateOfBirth?: string;
}

/** A list of names to look out for. */
export interface ScreeningList {
  readonly listVersion: string;
  /** An invented list is good for trying out only. */
  readonly fictional: boolean;
  readonly entries: readonly ScreeningEntry[];
}

/** How alike two words must be, and all words of a listed name together, of 100. */
const WORD_SCORE = 75;
const NAME_SCORE = 86;

/** Words this short are other words when one letter differs. */
const SHORT = 3;

function likeness(listed: string, word: string): number {
  if (listed === word) return 100;
  return listed.length <= SHORT || word.length <= SHORT ? 0 : ratio(listed, word);
}

/** How well every word of the listed name is found in the name, whatever the order and whatever else is there. */
function nameScore(name: readonly string[], listed: readonly string[]): number {
  if (name.length === 0 || listed.length === 0) return 0;
  const scores = listed.map((wanted) => Math.max(...name.map((word) => likeness(wanted, word))));
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return scores.every((score) => score >= WORD_SCORE) ? mean : 0;
}

/** The best score of a subject's names against an entry's; 0 where another date of birth tells them apart. */
function entryScore({ names, dateOfBirth }: NamedSubject, entry: ScreeningEntry): number {
  const otherBirth =
    dateOfBirth !== undefined && entry.dateOfBirth !== undefined && dateOfBirth !== entry.dateOfBirth;
  if (otherBirth) return 0;
  const listed = entry.names.map(latinWords);
  return Math.max(0, ...names.flatMap((name) => listed.map((one) => nameScore(latinWords(name), one))));
}

function isDismissed(hit: { pointer: string; entryId: string }, { dismissed = [] }: CheckInput): boolean {
  return dismissed.some((one) => one.pointer === hit.pointer && one.entryId === hit.entryId);
}

/** Looks all names up in the list; without a list nothing was looked up. Never shown to partners. */
export function screeningCheck(list: ScreeningList | null): Check {
  return {
    type: 'SCREENING',
    run(input) {
      if (!list) {
        return Promise.resolve(
          localResult('SCREENING', 'UNAVAILABLE', input, ['NO_LIST'], { provider: 'none' }),
        );
      }
      const hits = namedSubjectsOf(input.form).flatMap((subject) =>
        list.entries
          .map((entry) => ({ entryId: entry.entryId, score: Math.round(entryScore(subject, entry)) }))
          .filter(({ score }) => score >= NAME_SCORE)
          .map((hit) => ({ pointer: subject.pointer, ...hit }))
          .filter((hit) => !isDismissed(hit, input)),
      );
      const source = { provider: 'local-list', listVersion: list.listVersion, fictional: list.fictional };
      return Promise.resolve(
        hits.length > 0
          ? localResult('SCREENING', 'REFER', input, ['SANCTIONS_MATCH'], { ...source, hits })
          : localResult('SCREENING', 'PASS', input, [], source),
      );
    },
  };
}
