import { readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster';
import type { Random } from '../schedule/random';

/** What is harmed: an instance of the app with its scan worker, both, the inspections, clamd, the storage, PostgreSQL. */
type Target = 'file 1' | 'file 2' | 'inspection' | 'clamd' | 'storage' | 'postgres';

export interface HarmOptions {
  readonly random: Random;
  readonly storage: MovableStorage;
  readonly say: (line: string) => void;
}

const PAUSE_MS = [1_000, 5_000] as const;
const DOWN_MS = [0, 1_500] as const;
/** So many at once, so that both instances of the app can be away. */
const AT_ONCE = 3;

/** Kills at random until it is told that it's over, and then waits until everything is back. */
export async function harmUntil(
  isOver: () => boolean,
  cluster: Cluster,
  { random, storage, say }: HarmOptions,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const busy = new Map<Target, Promise<void>>();
  const began = Date.now();
  const weights: Record<Target, number> = {
    ...{ 'file 1': 22, 'file 2': 22, inspection: 18, storage: 15, postgres: 8 },
    clamd: cluster.members.has('clamd') ? 15 : 0,
  };
  while (!isOver()) {
    await sleep(random.between(...PAUSE_MS));
    const target = random.weighted(weights);
    const downMs = random.between(...DOWN_MS);
    if (isOver() || busy.size >= AT_ONCE || busy.has(target)) continue;
    say(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${target}, down for ${downMs} ms`);
    counts.set(target, (counts.get(target) ?? 0) + 1);
    busy.set(
      target,
      inflict(cluster, storage, target, downMs).finally(() => busy.delete(target)),
    );
  }
  await Promise.all(busy.values());
  return counts;
}

async function inflict(
  cluster: Cluster,
  storage: MovableStorage,
  target: Target,
  downMs: number,
): Promise<void> {
  if (target === 'inspection') return killInspections(cluster);
  if (target === 'storage') {
    storage.takeAway();
    await sleep(downMs);
    return storage.bringBack();
  }
  await cluster.member(target).kill();
  await sleep(downMs);
  await cluster.member(target).start();
}

/** The processes that decode a document or wait for one: children of the app. */
function killInspections(cluster: Cluster): void {
  const parents = ['file 1', 'file 2'].map((name) => cluster.member(name as 'file 1').pid);
  const inspections = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parents.includes(parentOf(pid)));
  for (const pid of inspections) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function parentOf(pid: number): number | undefined {
  try {
    // The name, in brackets, may hold anything.
    return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** A storage directory that can go away and come back in one step, whoever is writing into it. */
export class MovableStorage {
  constructor(
    private readonly link: string,
    readonly folder: string,
  ) {
    symlinkSync(folder, link);
  }

  takeAway(): void {
    this.pointTo('/dev/null');
  }

  bringBack(): void {
    this.pointTo(this.folder);
  }

  private pointTo(target: string): void {
    const next = join(this.folder, '..', 'next-link');
    symlinkSync(target, next);
    renameSync(next, this.link);
  }
}
