import { TOPICS } from '@oceafin/contracts';
import type { Finding } from '../load/acknowledged';
import { groupedBy } from './compare';
import type { Evidence, LogRecord } from './evidence';

const place = ({ topic, key }: { topic: string; key: string }): string => `${topic} ${key}`;

/** Records of the log beyond the first of each version: harmless, consumers drop them. */
export function republished(log: readonly LogRecord[]): number {
  return log.length - new Set(log.map((record) => `${place(record)} ${record.version}`)).size;
}

/** Each key of each topic holds what its outbox numbered, 1, 2, 3 …, one event a number, in that order. */
export function checkLog({ log, messaging }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const records = groupedBy(log, place);
  for (const head of messaging.flatMap(({ outboxHeads }) => outboxHeads)) {
    const of = place(head);
    const found = records.get(of) ?? [];
    records.delete(of);
    const blame = (kind: Finding['kind'], what: string): number => findings.push({ kind, of, what });
    if (head.topic === TOPICS.customerState.name) checkSnapshots(found, head.version, blame);
    else checkVersions(found, head.version, blame);
    checkIdentity(found, blame);
  }
  for (const of of records.keys())
    findings.push({ kind: 'doubled', of, what: 'published, but no outbox numbered it' });
  return findings;
}

type Blame = (kind: Finding['kind'], what: string) => void;

function checkVersions(found: readonly LogRecord[], head: number, blame: Blame): void {
  const firsts = [...new Set(found.map(({ version }) => version))];
  const there = new Set(firsts);
  for (let version = 1; version <= head; version += 1)
    if (!there.has(version)) blame('lost', `version ${version}`);
  for (const version of firsts) if (version > head) blame('doubled', `version ${version} beyond ${head}`);
  const at = firsts.findIndex((version, index) => index > 0 && version < firsts[index - 1]!);
  if (at > 0) blame('inverted', `version ${firsts[at]} after ${firsts[at - 1]}`);
}

/** Compaction may have taken older ones; the last record is what stays for ever. */
function checkSnapshots(found: readonly LogRecord[], head: number, blame: Blame): void {
  const last = found.at(-1);
  if (!last) blame('lost', 'no snapshot');
  else if (last.version < head) blame('stale', `the last snapshot is version ${last.version} of ${head}`);
}

/** A number stands for one event, an event for one number. */
function checkIdentity(found: readonly LogRecord[], blame: Blame): void {
  const ids = new Map<number, string>();
  const versions = new Map<string, number>();
  for (const { version, id } of found) {
    if ((ids.get(version) ?? id) !== id) blame('doubled', `version ${version} stands for two events`);
    if ((versions.get(id) ?? version) !== version) blame('doubled', `event ${id} has two versions`);
    ids.set(version, id);
    versions.set(id, version);
  }
}

/** Nothing waits: outboxes are empty, every consumer has applied all of its sources, nothing is parked. */
export function checkQuiet({ messaging, onboarding, file }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const stuck = (of: string, what: string): number => findings.push({ kind: 'stuck', of, what });
  const heads = new Map(
    messaging.flatMap(({ outboxHeads }) => outboxHeads).map((head) => [place(head), head.version]),
  );
  for (const { app, outboxLeft, inboxHeads, parked } of messaging) {
    for (const left of outboxLeft)
      stuck(place(left), `version ${left.version} still in the outbox of ${app}`);
    for (const { consumer, code, ...at } of parked) stuck(place(at), `parked by ${consumer}: ${code}`);
    for (const [consumer, applied] of groupedBy(inboxHeads, (head) => head.consumer)) {
      const reached = new Map(applied.map((head) => [place(head), head.version]));
      const sources = new Set(applied.map(({ topic }) => topic));
      for (const [at, version] of heads) {
        if (!sources.has(at.slice(0, at.indexOf(' ')))) continue;
        const mine = reached.get(at) ?? 0;
        if (mine < version) stuck(at, `${consumer} has applied ${mine} of ${version}`);
        if (mine > version)
          findings.push({ kind: 'doubled', of: at, what: `${consumer} is at ${mine} of ${version}` });
      }
    }
  }
  for (const customerId of onboarding.overdue) stuck(customerId, 'its next step is due and not done');
  for (const { fileAssetId, status } of file.files.values()) {
    if (status === 'PENDING_SCAN') stuck(fileAssetId, 'the file is still PENDING_SCAN');
  }
  return findings;
}
