import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster';
import type { Target } from '../schedule/schedule';

/** Long enough that the requests of a wave are under way. */
const INTO_THE_WAVE_MS = 10;

/** Runs `wave` number 0 to `waves` − 1; as many of them as there are targets, evenly spread, meet a kill -9 midway. */
export async function wavesWithKills(
  cluster: Cluster,
  waves: number,
  targets: readonly Target[],
  wave: (index: number, killed: boolean) => Promise<void>,
): Promise<void> {
  const victims = new Map(
    targets.map((target, index) => [Math.floor((waves * (index + 1)) / (targets.length + 1)), target]),
  );
  for (let index = 0; index < waves; index += 1) {
    const victim = victims.get(index);
    await Promise.all([wave(index, victim !== undefined), victim && killAndStart(cluster, victim)]);
  }
}

async function killAndStart(cluster: Cluster, target: Target): Promise<void> {
  await sleep(INTO_THE_WAVE_MS);
  await cluster.member(target).kill();
  await cluster.member(target).start();
}
