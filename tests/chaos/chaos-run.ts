import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from './audit/audit';
import { collect, untilQuiet } from './audit/collect';
import { Cluster } from './cluster/cluster';
import { inflict } from './cluster/inflict';
import { runLoad } from './load/load';
import type { Ran } from './report';
import { describeFault, type Fault, scheduleOf, type ScheduleOptions } from './schedule/schedule';

export interface ChaosOptions extends Required<ScheduleOptions> {
  readonly travellers: number;
  readonly say: (line: string) => void;
}

const QUIET_MS = 180_000;

/** Load and faults side by side, then peace, then the audit. */
export async function runChaos(cluster: Cluster, options: ChaosOptions): Promise<Ran> {
  const { seed, minutes, instances, brokers, travellers, say } = options;
  const faults = scheduleOf(options);
  const load = runLoad(cluster.credentials, { seed, durationMs: minutes * 60_000, travellers });
  await inflictAll(cluster, faults, say);
  say('all faults are over; the journeys under way come to their ends');
  const acknowledged = await load;
  say('the load has ended; waiting until all is quiet');
  const quietAfterMs = await untilQuiet(cluster, QUIET_MS);
  say('reading databases, topics and API');
  const evidence = await collect(cluster, acknowledged);
  const { endedByThemselves } = cluster;
  return {
    ...{ seed, minutes, instances, brokers, faults, endedByThemselves, evidence, quietAfterMs },
    canSkew: cluster.clocks.canBeSet,
    load: acknowledged,
    findings: [...acknowledged.findings, ...audit(evidence)],
  };
}

async function inflictAll(
  cluster: Cluster,
  faults: readonly Fault[],
  say: (line: string) => void,
): Promise<void> {
  const began = Date.now();
  const running: Promise<void>[] = [];
  for (const fault of faults) {
    await sleep(Math.max(0, fault.atMs - (Date.now() - began)));
    say(`${(fault.atMs / 1000).toFixed(1).padStart(7)} s  ${describeFault(fault)}`);
    running.push(inflict(cluster, fault));
  }
  await Promise.all(running);
}
