import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { isPortFree } from './process/ports';
import type { StackOptions } from './options';
import type { AppName } from './ingress/route';

export const APPS: readonly AppName[] = ['customer', 'file', 'onboarding'];

/** Loopback ports. */
export interface Ports {
  readonly ingress: number;
  readonly kafka: number;
  readonly postgres: number;
  readonly kafkaController: number;
  readonly clamd: number;
  /** One for each instance. */
  readonly apps: Readonly<Record<AppName, readonly number[]>>;
}

const WELL_KNOWN = { ingress: 8080, kafka: 9092, postgres: 5433, kafkaController: 9093 };
const WELL_KNOWN_BASE = 8080;

/**
 * With PORT_BASE=n: ingress n, Kafka n+1, PostgreSQL n+2, Kafka's controller n+3, clamd n+4, the
 * instances of customer n+10…, file n+20…, onboarding n+30….
 */
export function portsFor({ portBase, instances }: StackOptions): Ports {
  const base = portBase ?? WELL_KNOWN_BASE;
  const instancesFrom = (first: number): number[] =>
    Array.from({ length: instances }, (_, index) => first + index);
  const servers =
    portBase === undefined
      ? WELL_KNOWN
      : { ingress: base, kafka: base + 1, postgres: base + 2, kafkaController: base + 3 };
  return {
    ...servers,
    clamd: base + 4,
    apps: {
      customer: instancesFrom(base + 10),
      file: instancesFrom(base + 20),
      onboarding: instancesFrom(base + 30),
    },
  };
}

/** Fails in one sentence when somebody else listens on one of them, and still does after `patienceMs`. */
export async function requireFreePorts({ apps, ...servers }: Ports, patienceMs = 0): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const wanted = [
    ...Object.entries(servers),
    ...APPS.flatMap((app) => apps[app].map((port) => [app, port] as const)),
  ];
  for (const [name, port] of wanted) {
    let free = await isPortFree(port);
    while (!free && Date.now() < deadline) {
      await sleep(200);
      free = await isPortFree(port);
    }
    if (free) continue;
    throw new Error(
      `Port ${port} (${name}) is taken: stop what listens there, or move all ports with PORT_BASE=18080 npm start.`,
    );
  }
}

/** Folders and files below `.local`. */
export function statePaths(root: string): {
  state: string;
  logs: string;
  kafka: string;
  files: string;
  partners: string;
  operators: string;
  stackFile: string;
} {
  const state = join(root, '.local');
  const below = (name: string): string => join(state, name);
  return {
    state,
    logs: below('logs'),
    kafka: below('kafka'),
    files: below('files'),
    partners: below('partners'),
    operators: below('operators'),
    stackFile: below('stack.json'),
  };
}
