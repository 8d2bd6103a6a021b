import { localResult } from './check-result';
import type { Check } from './checks.types';
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

/** Words of a name without case, accents, punctuation and order. */
function wordsOf(name: string): string[] {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Every word of the listed name is in the name; other words may stand beside them. */
function contains(name: string, listed: string): boolean {
  const words = new Set(wordsOf(name));
  const wanted = wordsOf(listed);
  return wanted.length > 0 && wanted.every((word) => words.has(word));
}

function isHit({ names, dateOfBirth }: NamedSubject, entry: ScreeningEntry): boolean {
  const otherBirth =
    dateOfBirth !== undefined && entry.dateOfBirth !== undefined && dateOfBirth !== entry.dateOfBirth;
  return !otherBirth && names.some((name) => entry.names.some((listed) => contains(name, listed)));
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
          .filter((entry) => isHit(subject, entry))
          .map(({ entryId }) => ({ pointer: subject.pointer, entryId })),
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
