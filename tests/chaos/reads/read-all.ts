import { setTimeout as sleep } from 'node:timers/promises';
import type { NamedDocument } from '../../../tools/journey/bodies';
import type { Acknowledged } from '../load/acknowledged';
import { JourneyBroken } from '../load/call';
import { CustomerSteps } from '../load/customer-steps';
import type { LoadCredentials } from '../load/load';
import { Operator } from '../load/operator';
import { Partner } from '../load/partner';
import { Random } from '../schedule/random';
import { readJourney } from './read-journey';

export interface ReadOptions {
  readonly journeys: number;
  /** After which no journey begins. */
  readonly minutes: number;
  readonly seed: number;
  readonly travellers: number;
}

/** Only what is stuck takes so long. */
const PATIENCE_MS = 180_000;
const REPLAYED = 0.1;

/** So many journeys, some at the same time. */
export async function readAll(
  credentials: LoadCredentials,
  { journeys, minutes, seed, travellers }: ReadOptions,
  acknowledged: Acknowledged,
): Promise<void> {
  const run = `reads-${seed}-${Date.now().toString(36)}`;
  const documents = await scannedDocuments(credentials, acknowledged, run);
  const endsAt = Date.now() + minutes * 60_000;
  let begun = 0;
  const travel = async (traveller: number): Promise<void> => {
    const random = new Random(seed * 1_000 + traveller);
    const name = `${run}-${traveller}`;
    const partner = new Partner(
      ...([credentials.partner, acknowledged, name, PATIENCE_MS] as const),
      () => random.next() < REPLAYED,
    );
    const operator = new Operator(credentials.operator, acknowledged, `${name}-operator`, PATIENCE_MS);
    for (let nth = (begun += 1); nth <= journeys && Date.now() < endsAt; nth = begun += 1) {
      const ref = `${run}-${nth}`;
      try {
        await readJourney({ partner, operator, random, ref, documents });
        acknowledged.counts.journeys += 1;
      } catch (error) {
        if (!(error instanceof JourneyBroken)) acknowledged.blame('unexpected', ref, String(error));
        await sleep(1_000);
      }
    }
  };
  await Promise.all(Array.from({ length: travellers }, (_, index) => travel(index)));
}

/** What all others link to. */
async function scannedDocuments(
  { partner: credentials }: LoadCredentials,
  acknowledged: Acknowledged,
  run: string,
): Promise<NamedDocument[]> {
  const partner = new Partner(credentials, acknowledged, `${run}-library`, PATIENCE_MS);
  const ref = `${run}-library`;
  const steps = await CustomerSteps.create(partner, acknowledged, new Random(1), { ref });
  const documents = [await steps.upload('PASSPORT'), await steps.upload('PROOF_OF_ADDRESS')];
  await steps.endIn('DRAFT');
  return documents;
}
