import { execFile } from 'node:child_process';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { eventually, SignedClient } from '@oceafin/testing';
import { projectRoot } from '../../../tools/local-stack/project-root';
import type { Cluster } from '../cluster/cluster';
import type { AcknowledgedFile, Uploaded } from './upload-load';

interface Shown {
  readonly fileAssetId: string;
  readonly sha256: string;
  readonly status: string;
  readonly reason: string | null;
}

/** Scans take what they take; without a verdict for so long, something is stuck. A scan put off waits a minute at most. */
const STUCK_MS = 180_000;
const SWEEP_MS = 180_000;
/** Older than anything that the retention policy leaves to uploads under way. */
const LONG_AGO = new Date(Date.now() - 2 * 3_600_000);

/** Everything that differs between what was acknowledged and what is shown and stored, once all have a verdict. */
export async function differences(
  cluster: Cluster,
  customers: readonly string[],
  uploaded: Uploaded,
): Promise<string[]> {
  const client = new SignedClient({ ...cluster.partner, retryForMs: 180_000 });
  const shown = await allJudged(client, customers);
  const acknowledged = new Set(uploaded.files.map(({ fileAssetId }) => fileAssetId));
  return [
    ...uploaded.unexpected,
    ...uploaded.files.flatMap((file) => judged(file, shown.get(file.fileAssetId))),
    ...[...shown.keys()]
      .filter((id) => !acknowledged.has(id))
      .map((id) => `${id} is shown and was never acknowledged`),
  ];
}

/** What is shown of every file, once all have a verdict. */
async function allJudged(client: SignedClient, customers: readonly string[]): Promise<Map<string, Shown>> {
  let fewest = Infinity;
  let fewestSince = performance.now();
  for (;;) {
    const shown: Shown[] = [];
    for (const customerId of customers) shown.push(...(await filesOf(client, customerId)));
    const pending = shown.filter(({ status }) => status === 'PENDING_SCAN').length;
    if (pending === 0) return new Map(shown.map((file) => [file.fileAssetId, file]));
    if (pending < fewest) [fewest, fewestSince] = [pending, performance.now()];
    if (performance.now() - fewestSince > STUCK_MS) throw new Error(`${pending} files get no verdict`);
    await sleep(1_000);
  }
}

function judged(file: AcknowledgedFile, shown: Shown | undefined): string[] {
  if (!shown) return [`${file.fileAssetId} was acknowledged and is gone`];
  const verdict = shown.status === 'AVAILABLE' ? 'AVAILABLE' : shown.reason;
  return [
    ...(shown.sha256 === file.sha256 ? [] : [`${file.fileAssetId} has another digest`]),
    ...(verdict === file.expected
      ? []
      : [`${file.fileAssetId} (${file.parts.fileName}) is ${verdict}, not ${file.expected}`]),
  ];
}

async function filesOf(client: SignedClient, customerId: string): Promise<Shown[]> {
  const found: Shown[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${cursor}`;
    const path = `/customers/${customerId}/files?limit=100${from}`;
    const page = (await client.request({ method: 'GET', path })).json<{
      data: Shown[];
      nextCursor: string | null;
    }>();
    found.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

export interface Swept {
  /** Files below the storage directory before the sweep, and after it. */
  readonly before: number;
  readonly after: number;
}

/** Makes everything stored look hours old and lets the app's own sweep, at its start, do what it does then. */
export async function sweep(cluster: Cluster, folder: string, expected: number): Promise<Swept> {
  await Promise.all(['file 1', 'file 2'].map((name) => cluster.member(name as 'file 1').stop()));
  const before = filesBelow(folder);
  for (const path of before) utimesSync(path, LONG_AGO, LONG_AGO);
  await cluster.member('file 1').start();
  await eventually(
    () => {
      const left = filesBelow(folder).length;
      if (left !== expected) throw new Error(`${left} files are stored, ${expected} were acknowledged`);
    },
    { timeoutMs: SWEEP_MS, intervalMs: 100 },
  ).catch(() => undefined);
  return { before: before.length, after: filesBelow(folder).length };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** `npm run files -- reconcile`: every row has its bytes with their digest, every object its row. */
export async function reconcile(cluster: Cluster): Promise<{ said: string; differs: boolean }> {
  const script = join(projectRoot(), 'dist/tools/files/main.js');
  const env = { ...process.env, ...cluster.upkeepEnv };
  // Not in this process's own time: its connections to the database pass through here.
  return promisify(execFile)(process.execPath, [script, 'reconcile'], { env }).then(
    ({ stdout }) => ({ said: stdout.trim(), differs: false }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({
      said: `${stdout}${stderr}`.trim(),
      differs: true,
    }),
  );
}
