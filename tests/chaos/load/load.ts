import { setTimeout as sleep } from 'node:timers/promises';
import type { PartnerCredentials } from '@oceafin/testing';
import { Random } from '../schedule/random';
import { Acknowledged } from './acknowledged';
import { JourneyBroken } from './call';
import { JOURNEYS, MIX } from './journeys';
import { Operator, type OperatorCredentials } from './operator';
import { Partner } from './partner';

export interface LoadCredentials {
  readonly partner: PartnerCredentials;
  readonly operator: OperatorCredentials;
}

export interface LoadOptions {
  readonly seed: number;
  readonly durationMs: number;
  /** Customers under way at the same time. */
  readonly travellers: number;
  /** How long a partner goes on asking. */
  readonly patienceMs?: number;
}

/** Many customers at once, each on a journey of its own, until the time is over and all have arrived. */
export async function runLoad(
  credentials: LoadCredentials,
  { seed, durationMs, travellers, patienceMs }: LoadOptions,
  acknowledged = new Acknowledged(),
): Promise<Acknowledged> {
  const run = `chaos-${seed}-${Date.now().toString(36)}`;
  const endsAt = Date.now() + durationMs;
  const goesOn = (): boolean => Date.now() < endsAt;
  const travel = async (traveller: number): Promise<void> => {
    const random = new Random(seed * 1_000 + traveller);
    const partner = new Partner(credentials.partner, acknowledged, `${run}-${traveller}`, patienceMs);
    const operator = new Operator(
      credentials.operator,
      acknowledged,
      `${run}-${traveller}-operator`,
      patienceMs,
    );
    for (let journey = 1; goesOn(); journey += 1) {
      const ref = `${run}-${traveller}-${journey}`;
      try {
        await JOURNEYS[random.weighted(MIX)]({ partner, operator, acknowledged, random, ref, goesOn });
        acknowledged.counts.journeys += 1;
      } catch (error) {
        if (!(error instanceof JourneyBroken)) acknowledged.blame('unexpected', ref, String(error));
        await sleep(1_000);
      }
    }
  };
  await Promise.all(Array.from({ length: travellers }, (_, index) => travel(index)));
  return acknowledged;
}
