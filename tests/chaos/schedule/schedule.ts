import { Random } from './random';

/** `customer 1`, `file 2`, …: an instance of an app. */
export type Instance = `${'customer' | 'file' | 'onboarding'} ${number}`;
/** `kafka` where there is one, else `kafka 1`, `kafka 2`, … */
export type Broker = 'kafka' | `kafka ${number}`;
export type Target = Instance | Broker | 'postgres';
/** What connections go through: apps to the servers, partners to the ingress. */
export type Link = 'kafka' | 'postgres' | 'partners';

export type Fault = { readonly atMs: number } & (
  | { readonly kind: 'kill'; readonly target: Target; readonly forMs: number }
  | { readonly kind: 'pause' | 'leave'; readonly target: Instance; readonly forMs: number }
  | { readonly kind: 'cut'; readonly target: Link; readonly forMs: 0 }
  | { readonly kind: 'refuse'; readonly target: Link; readonly forMs: number }
  | { readonly kind: 'latency'; readonly target: Link; readonly forMs: number; readonly delayMs: number }
  | { readonly kind: 'skew'; readonly target: Instance; readonly forMs: number; readonly seconds: number }
);

export interface ScheduleOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly instances: number;
  /** 1 unless told. */
  readonly brokers?: number;
}

export const brokerNames = (brokers: number): readonly Broker[] =>
  brokers === 1 ? ['kafka'] : numbered(brokers).map((number): Broker => `kafka ${number}`);

const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

type Range = readonly [least: number, most: number];

const FIRST_MS = 5_000;
const KILLS_APART_MS: Range = [10_000, 22_000];
const OTHERS_APART_MS: Range = [8_000, 18_000];
/** Nothing is begun so late that the load couldn't meet it. */
const QUIET_END_MS = 10_000;
/** Longer than a relay's lease (10 s) and a consumer's session (6 s). */
const LONGER_THAN_A_LEASE_MS: Range = [11_000, 16_000];
const SIDE_FAULT_MS: Range = [3_000, 8_000];
/** What was hit is left alone until it had time to come back; a server under load takes ten to twenty seconds. */
const RECOVERY_MS = 8_000;
const SERVER_RECOVERY_MS = 30_000;
const HOUR_S = 3_600;

/** The faults of a run, in order of their time: a pure function of its options. */
export function scheduleOf({ seed, minutes, instances, brokers = 1 }: ScheduleOptions): Fault[] {
  const random = new Random(seed);
  const endMs = minutes * 60_000 - QUIET_END_MS;
  const apps = (['customer', 'file', 'onboarding'] as const).flatMap((app) =>
    numbered(instances).map((number): Instance => `${app} ${number}`),
  );
  const choices = { app: apps, kafka: brokerNames(brokers), postgres: ['postgres'] as const };
  const freeAt = new Map<Target, number>();
  const claim = <T extends Target>(
    targets: readonly T[],
    atMs: number,
    forMs: number,
    recoveryMs = RECOVERY_MS,
  ): T | undefined => {
    const free = targets.filter((target) => (freeAt.get(target) ?? 0) <= atMs);
    if (free.length === 0) return undefined;
    const target = random.pick(free);
    freeAt.set(target, atMs + forMs + recoveryMs);
    return target;
  };
  const kills = moments(random, FIRST_MS, endMs, KILLS_APART_MS).map((atMs) => ({ atMs, isKill: true }));
  const others = moments(random, FIRST_MS * 2, endMs, OTHERS_APART_MS).map((atMs) => ({
    atMs,
    isKill: false,
  }));
  return [...kills, ...others]
    .sort((a, b) => a.atMs - b.atMs)
    .flatMap(({ atMs, isKill }): Fault[] => {
      if (!isKill) return sideFault(random, atMs, (forMs) => claim(apps, atMs, forMs)) ?? [];
      const what = random.weighted({ app: 70, kafka: 15, postgres: 15 });
      const [longestMs, recoveryMs] = what === 'app' ? [4_000, RECOVERY_MS] : [2_000, SERVER_RECOVERY_MS];
      const forMs = random.between(0, longestMs);
      const target = claim<Target>(choices[what], atMs, forMs, recoveryMs);
      return target ? [{ atMs, kind: 'kill', target, forMs }] : [];
    });
}

function moments(random: Random, fromMs: number, toMs: number, [least, most]: Range): number[] {
  const found: number[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += random.between(least, most)) found.push(atMs);
  return found;
}

function sideFault(
  random: Random,
  atMs: number,
  claim: (forMs: number) => Instance | undefined,
): Fault[] | undefined {
  const kind = random.weighted({ pause: 20, leave: 15, cut: 20, refuse: 10, latency: 20, skew: 15 });
  const link = random.pick(['kafka', 'postgres', 'partners'] as const);
  const [shortest, longest] = kind === 'pause' ? LONGER_THAN_A_LEASE_MS : SIDE_FAULT_MS;
  const forMs = random.between(shortest, longest);
  switch (kind) {
    case 'cut':
      return [{ atMs, kind, target: link, forMs: 0 }];
    case 'refuse':
      return [{ atMs, kind, target: link, forMs }];
    case 'latency':
      return [{ atMs, kind, target: link, forMs, delayMs: random.between(20, 200) }];
    case 'pause':
    case 'leave': {
      const target = claim(forMs);
      return target && [{ atMs, kind, target, forMs }];
    }
    case 'skew': {
      const target = claim(0);
      return target && [{ atMs, kind, target, forMs: forMs * 3, seconds: random.pick([HOUR_S, -HOUR_S]) }];
    }
  }
}

export function describeFault(fault: Fault): string {
  const length = fault.forMs > 0 ? ` for ${(fault.forMs / 1000).toFixed(1)} s` : '';
  switch (fault.kind) {
    case 'kill':
      return `kill -9 ${fault.target}, down${length || ' until restarted'}`;
    case 'pause':
      return `SIGSTOP ${fault.target}${length}`;
    case 'leave':
      return `${fault.target} leaves${length}`;
    case 'cut':
      return `cut all connections to ${fault.target}`;
    case 'refuse':
      return `cut and refuse connections to ${fault.target}${length}`;
    case 'latency':
      return `${fault.delayMs} ms latency to ${fault.target}${length}`;
    case 'skew':
      return `clock of ${fault.target} ${fault.seconds > 0 ? '+' : ''}${fault.seconds} s${length}`;
  }
}
