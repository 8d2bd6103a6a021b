import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { audit } from '../audit/audit';
import { collect, untilQuiet, withoutKeys } from '../audit/collect';
import type { Evidence } from '../audit/evidence';
import { Cluster } from '../cluster/cluster';
import { Acknowledged } from '../load/acknowledged';
import { crossTopicDisorder, killedBeforeOffsetCommit, poisonMessage } from './consuming';
import { CaseContext, type ChaosCase } from './context';
import { storageFull, uploadAbortedScannerKilled } from './files';
import { brokerDown, killedBeforeMarkedPublished, killedBetweenCommitAndPublish } from './publishing';
import { clocksAnHourOff, concurrentSubmits, postgresRestart, sameNonce } from './requests';

const CASES: readonly ChaosCase[] = [
  killedBetweenCommitAndPublish,
  killedBeforeMarkedPublished,
  brokerDown,
  killedBeforeOffsetCommit,
  crossTopicDisorder,
  poisonMessage,
  postgresRestart,
  sameNonce,
  concurrentSubmits,
  clocksAnHourOff,
  storageFull,
  uploadAbortedScannerKilled,
];

interface Options {
  readonly only?: string;
  readonly brokerDownSeconds: string;
}

async function main(options: Options): Promise<void> {
  const chosen = CASES.filter(({ title }) => title.includes(options.only ?? ''));
  const acknowledged = new Acknowledged();
  const say = (line: string): void => console.log(line);
  let files: string | undefined;
  const prepareFiles = (folder: string): void => {
    if (!chosen.includes(storageFull)) return;
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]);
    if (status === 0) files = folder;
    else say(`! no small file system for '${storageFull.title}' (${String(stderr).trim()})`);
  };
  const cluster = await Cluster.start({ instances: 2, scanner: true, prepareFiles, say });
  const context = new CaseContext(cluster, acknowledged, {
    brokerDownSeconds: Number(options.brokerDownSeconds),
  });
  let failures = 0;
  try {
    for (const one of chosen) failures += await attempt(one, context);
    await untilQuiet(cluster, 120_000, context.foreignKeys);
    const found = [...acknowledged.findings, ...audit(await evidenceOf(context))];
    say(`audit  ${found.length === 0 ? 'nothing lost, doubled, inverted, stale or stuck' : ''}`);
    for (const { kind, of, what } of found.slice(0, 30)) say(`  ${kind.toUpperCase()} ${of}: ${what}`);
    failures += found.length;
  } finally {
    await cluster.stop();
    if (files) spawnSync('umount', [files]);
  }
  if (failures === 0) cluster.remove();
  else say(`Logs and databases are kept in ${cluster.folder}.`);
  process.exit(failures === 0 ? 0 : 1);
}

async function attempt({ title, run }: ChaosCase, context: CaseContext): Promise<number> {
  const began = Date.now();
  try {
    await run(context);
    console.log(`✔ ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    return 0;
  } catch (error) {
    console.log(`✘ ${title}\n${error instanceof Error ? error.stack : String(error)}`);
    return 1;
  } finally {
    for (const note of context.notes.splice(0)) console.log(`    ${note}`);
  }
}

/** Without what a case itself put on the topics. */
async function evidenceOf({ cluster, acknowledged, foreignKeys }: CaseContext): Promise<Evidence> {
  const evidence = await collect(cluster, acknowledged);
  return {
    ...evidence,
    log: evidence.log.filter(({ key }) => !foreignKeys.has(key)),
    messaging: evidence.messaging.map((one) => withoutKeys(one, foreignKeys)),
  };
}

new Command('npm run chaos:cases --')
  .description('Twelve cases of failure, one after the other, on a cluster of its own; then the audit.')
  .option('--only <words>', 'cases whose title holds these words')
  .option('--broker-down-seconds <n>', 'how long the broker is away at load', '60')
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
