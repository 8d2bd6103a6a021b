import type { KeyPlace, ParkedKey, ParkedMessages } from '@oceafin/messaging';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 250;

/** What became of a key that was asked to be replayed. */
export type Replayed = { readonly place: KeyPlace; readonly left?: ParkedKey };

/** Waits until the consumers have gone through the keys, at most `patienceMs`. */
export async function afterReplay(
  parked: ParkedMessages,
  places: readonly KeyPlace[],
  patienceMs: number,
): Promise<Replayed[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const results = await Promise.all(
      places.map(async (place): Promise<Replayed> => ({ place, left: (await parked.list(place, 1))[0] })),
    );
    if (!results.some(({ left }) => left?.state === 'REPLAYING') || Date.now() > deadline) return results;
    await sleep(LOOK_EVERY_MS);
  }
}

export function replayLines(results: readonly Replayed[]): string[] {
  if (results.length === 0) return ['nothing is parked that fits'];
  return results.map(({ place, left }) => {
    const name = `${place.topic} ${place.key}`;
    if (!left) return `${name}  replayed, nothing left`;
    if (left.state === 'REPLAYING') return `${name}  still replaying: is a consumer running?`;
    return `${name}  ${left.state} again at version ${left.firstVersion ?? '?'}: ${left.errorCode ?? '-'}`;
  });
}
