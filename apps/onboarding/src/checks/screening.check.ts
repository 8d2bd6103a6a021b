import { localResult } from './check-result';
import type { Check, CheckInput } from './checks.types';
import { pacing } from './pace';
import { type ListHit, ScreeningIndex } from './screening-index';
import type { ScreeningList } from './screening-list';
import { namedSubjectsOf } from './subjects';

/** A listed entry that somebody in the form may be. */
interface Hit extends ListHit {
  readonly pointer: string;
}

function isDismissed(hit: Hit, { dismissed = [] }: CheckInput): boolean {
  return dismissed.some((one) => one.pointer === hit.pointer && one.entryId === hit.entryId);
}

/** Looks all names up in the list; without a list nothing was looked up. Never shown to partners. */
export function screeningCheck(list: ScreeningList | null): Check {
  const index = list && new ScreeningIndex(list);
  return {
    type: 'SCREENING',
    async run(input) {
      if (!index) return localResult('SCREENING', 'UNAVAILABLE', input, ['NO_LIST'], { provider: 'none' });
      const hits = (await hitsOf(input, index)).filter((hit) => !isDismissed(hit, input));
      const { listVersion, fictional } = list;
      const source = { provider: 'local-list', listVersion, fictional };
      return hits.length > 0
        ? localResult('SCREENING', 'REFER', input, ['SANCTIONS_MATCH'], { ...source, hits })
        : localResult('SCREENING', 'PASS', input, [], source);
    },
  };
}

async function hitsOf({ form }: CheckInput, index: ScreeningIndex): Promise<Hit[]> {
  const pace = pacing();
  const hits: Hit[] = [];
  for (const subject of namedSubjectsOf(form)) {
    for (const hit of await index.hits(subject, pace)) hits.push({ pointer: subject.pointer, ...hit });
  }
  return hits;
}
