import { randomUUID } from 'node:crypto';
import type { SignedClient } from '@oceafin/testing';
import type { Cluster } from '../cluster/cluster';
import type { Target } from '../schedule/schedule';
import { faultOfNonce, seen, type Spent, spentBy } from './answers';
import { clientOf } from './key-races';
import { wavesWithKills } from './killing';

export interface NonceCounts {
  readonly outcomes: Map<string, number>;
  readonly faults: string[];
  /** Of the nonces that somebody had won, how many were refused when used again after the last crash. */
  readonly refusedAgain: number;
  readonly won: number;
  /** Of those won while something was killed, how many were refused when used again at once. */
  readonly refusedAtOnce: number;
}

type Door = (nonce: string) => Promise<Spent>;
const TRIES_AT_ONCE = 32;
/** Starting again takes a slow machine its time. */
const LONGEST_OUTAGE_MS = 180_000;

/**
 * The same nonce at two doors at once. Where something is killed meanwhile, a nonce that was won is used again at once
 * and without a pause until it gets an answer, so while the database dies, recovers and takes its first writes; in the end
 * each is tried once more, at a third, after a crash of everything.
 */
export async function raceNonces(
  cluster: Cluster,
  { tries, kills }: { tries: number; kills: readonly Target[] },
): Promise<NonceCounts> {
  const doors = doorsOf(cluster);
  const outcomes = new Map<string, number>();
  const faults: string[] = [];
  const won: string[] = [];
  let refusedAtOnce = 0;
  await wavesWithKills(cluster, Math.ceil(tries / TRIES_AT_ONCE), kills, async (wave, killed) => {
    const size = Math.min(TRIES_AT_ONCE, tries - wave * TRIES_AT_ONCE);
    const attempts = Array.from({ length: size }, async (_, index) => {
      const nonce = randomUUID();
      const [one, other] = pairOf(doors, index);
      const spent = await Promise.all([one(nonce), other(nonce)]);
      const name = [...spent].sort().join(' + ');
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      const fault = faultOfNonce(spent);
      if (fault) faults.push(`${nonce}: ${fault}`);
      if (!spent.includes('WON')) return;
      won.push(nonce);
      if (!killed) return;
      const again = await untilAnswered(doors[index % doors.length]!, nonce);
      if (again === 'REPLAYED') refusedAtOnce += 1;
      else faults.push(`${nonce}: ${again} when used again at once, amid a kill`);
    });
    await Promise.all(attempts);
  });
  await crash(cluster, ['postgres', 'customer 1', 'customer 2']);
  const refusedAgain = await tryAgain(won, doors, faults);
  return { outcomes, faults, refusedAgain, won: won.length, refusedAtOnce };
}

/** Two instances of one app, and instances of different apps. */
function doorsOf(cluster: Cluster): readonly Door[] {
  const me = '/me';
  const schema = '/onboarding/schema?customerType=INDIVIDUAL';
  return [
    through(clientOf(cluster, 'customer', 0), me),
    through(clientOf(cluster, 'customer', 1), me),
    through(clientOf(cluster, 'onboarding', 1), schema),
  ];
}

const through =
  (client: SignedClient, path: string): Door =>
  async (nonce) =>
    spentBy(await seen(client.request({ method: 'GET', path, nonce })));

/** Three of four at the two instances of one app. */
function pairOf([first, second, elsewhere]: readonly Door[], index: number): [Door, Door] {
  return [first!, index % 4 === 3 ? elsewhere! : second!];
}

async function untilAnswered(door: Door, nonce: string): Promise<Spent> {
  const until = Date.now() + LONGEST_OUTAGE_MS;
  let spent: Spent;
  do spent = await door(nonce);
  while (spent === 'UNKNOWN' && Date.now() < until);
  return spent;
}

async function crash(cluster: Cluster, targets: readonly Target[]): Promise<void> {
  await Promise.all(targets.map((target) => cluster.member(target).kill()));
  await Promise.all(targets.map((target) => cluster.member(target).start()));
}

async function tryAgain(
  nonces: readonly string[],
  doors: readonly Door[],
  faults: string[],
): Promise<number> {
  let refused = 0;
  for (let at = 0; at < nonces.length; at += TRIES_AT_ONCE) {
    const wave = nonces.slice(at, at + TRIES_AT_ONCE).map(async (nonce, index) => {
      const spent = await untilAnswered(doors[index % doors.length]!, nonce);
      if (spent === 'REPLAYED') refused += 1;
      else faults.push(`${nonce}: ${spent} when used again after the crash`);
    });
    await Promise.all(wave);
  }
  return refused;
}
