import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpAnswer, SignedClient } from '@oceafin/testing';
import { pdf } from '../../../tools/journey/documents';
import type { Cluster } from '../cluster/cluster';
import type { Target } from '../schedule/schedule';
import { faultsOfKey, isDecided, type Seen, seen } from './answers';
import { wavesWithKills } from './killing';

/** A mutation whose effect shows once for every time that it is carried out. */
export interface Mutation {
  readonly app: 'customer' | 'file';
  readonly send: (client: SignedClient, idempotencyKey: string) => Promise<HttpAnswer>;
}

export const createCustomer: Mutation = {
  app: 'customer',
  send: (client, idempotencyKey) =>
    client.request({
      ...{ method: 'POST', path: '/customers', idempotencyKey },
      body: { partnerCustomerRef: idempotencyKey, customerType: 'INDIVIDUAL', displayName: 'Jane Partner' },
    }),
};

/** Nothing but the key tells a second upload from a retry; each one comes with a boundary of its own. */
export const handInFile: Mutation = {
  app: 'file',
  send: (client, idempotencyKey) =>
    client.upload(
      '/files',
      { documentType: 'PASSPORT', ...pdf(`${idempotencyKey}.pdf`, idempotencyKey) },
      { idempotencyKey },
    ),
};

export interface KeyRace {
  readonly mutation: Mutation;
  readonly keys: readonly string[];
  /** Of each key, every other one at the other instance. */
  readonly callers: number;
  readonly kills: readonly Target[];
}

export interface RaceCounts {
  readonly answers: Map<string, number>;
  readonly faults: string[];
}

const KEYS_AT_ONCE = 4;
const PATIENCE_MS = 300_000;
const PAUSE_MS = 100;
/** What was killed is heard of at once; only a process that hangs takes so long. */
const ATTEMPT_MS = 60_000;

/** Every caller sends every key until it is told how it came out. */
export async function raceKeys(cluster: Cluster, race: KeyRace): Promise<RaceCounts> {
  const { keys, mutation, callers, kills } = race;
  const clients = [0, 1].map((index) => clientOf(cluster, mutation.app, index));
  const counts: RaceCounts = { answers: new Map(), faults: [] };
  const waves = Math.ceil(keys.length / KEYS_AT_ONCE);
  await wavesWithKills(cluster, waves, kills, async (wave, killed) => {
    const now = keys.slice(wave * KEYS_AT_ONCE, (wave + 1) * KEYS_AT_ONCE);
    await Promise.all(
      now.map(async (key) => {
        const calls = Array.from({ length: callers }, (_, at) =>
          callUntilDecided(clients[at % 2]!, clients[(at + 1) % 2]!, mutation, key),
        );
        const answers = (await Promise.all(calls)).flat();
        for (const answer of answers) count(counts.answers, answer);
        counts.faults.push(...faultsOfKey(answers, killed).map((fault) => `${key}: ${fault}`));
      }),
    );
  });
  return counts;
}

export function clientOf(
  cluster: Cluster,
  app: 'customer' | 'file' | 'onboarding',
  index: number,
): SignedClient {
  const baseUrl = `http://127.0.0.1:${cluster.portOf(app, index)}`;
  return new SignedClient({ ...cluster.partner, baseUrl, timeoutMs: ATTEMPT_MS });
}

/** Goes over to the other instance when its own doesn't answer. */
async function callUntilDecided(
  own: SignedClient,
  other: SignedClient,
  { send }: Mutation,
  key: string,
): Promise<(Seen | undefined)[]> {
  const answers: (Seen | undefined)[] = [];
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const unanswered = answers.length > 0 && answers.at(-1) === undefined;
    const answer = await seen(send(unanswered ? other : own, key));
    answers.push(answer);
    if (isDecided(answer)) break;
    await sleep(PAUSE_MS);
  }
  return answers;
}

function count(answers: Map<string, number>, answer: Seen | undefined): void {
  const name = !answer
    ? 'no answer'
    : `${answer.status}${answer.replayed ? ' replayed' : ''}${answer.code ? ` ${answer.code}` : ''}`;
  answers.set(name, (answers.get(name) ?? 0) + 1);
}
