import { isDeepStrictEqual } from 'node:util';
import { TOPICS } from '@oceafin/contracts';
import type { AcknowledgedCustomer, Finding } from '../load/acknowledged';
import { compareInOrder, groupedBy } from './compare';
import type { Entry, Evidence, HistoryEntry, LogRecord, Metadata } from './evidence';

const line = ({ sequence, eventId, eventType, from, to }: Entry): string =>
  `#${sequence} ${eventType} ${from ?? ''}→${to ?? ''} ${eventId}`;

/** What was acknowledged is there, once. */
export function checkAcknowledged(evidence: Evidence): Finding[] {
  const findings: Finding[] = [];
  const { customer, file, onboarding } = evidence;
  const rows = new Map(customer.customers.map((row) => [row.customerId, row]));
  const submissions = groupedBy(onboarding.submissions, (one) => one.customerId);
  for (const told of evidence.acknowledged) {
    const blame = (kind: Finding['kind'], what: string): number =>
      findings.push({ kind, of: told.customerId, what });
    const row = rows.get(told.customerId);
    if (!row) blame('lost', 'the customer');
    else {
      if (row.displayName !== told.displayName) blame('lost', `display name ${told.displayName}`);
      if (!isDeepStrictEqual(row.metadata, told.metadata))
        blame('lost', `metadata ${JSON.stringify(told.metadata)}`);
    }
    for (const { fileAssetId, sha256 } of told.files) {
      const found = file.files.get(fileAssetId);
      if (found?.customerId !== told.customerId || found.sha256 !== sha256)
        blame('lost', `file ${fileAssetId}`);
    }
    const stored = submissions.get(told.customerId) ?? [];
    const submission = (one: { submissionId: string; round: number }): string =>
      `round ${one.round} ${one.submissionId}`;
    if (told.endsIn !== undefined) {
      // Rounds begun by answers have no submission of their own.
      const rounds = new Set(told.submissions.map(submission));
      for (const one of stored)
        if (!rounds.has(submission(one))) blame('doubled', `submission ${submission(one)}`);
    }
    checkEnd(told, evidence, blame);
  }
  const refs = groupedBy(customer.customers, (row) => row.partnerCustomerRef);
  for (const [ref, sharing] of refs)
    if (sharing.length > 1) findings.push({ kind: 'doubled', of: ref, what: 'customer' });
  return findings;
}

function checkEnd(
  told: AcknowledgedCustomer,
  { customer, api }: Evidence,
  blame: (kind: Finding['kind'], what: string) => void,
): void {
  const history = customer.histories.get(told.customerId) ?? [];
  const rounds = new Set(
    history.flatMap(({ eventType, fact }) =>
      eventType === 'customer.onboarding.submitted' && fact ? [fact] : [],
    ),
  );
  for (const { submissionId, round } of told.submissions) {
    if (![...rounds].some((fact) => fact.includes(`${submissionId}#${round} `)))
      blame('lost', `round ${round} of the history`);
  }
  if (told.endsIn === undefined) return;
  const shown = api.customers.get(told.customerId);
  if (shown && shown.status !== told.endsIn) blame('stuck', `${shown.status} instead of ${told.endsIn}`);
}

/** Every fact of the other apps entered the public history once, in its order; the history is told alike everywhere. */
export function checkHistories(evidence: Evidence): Finding[] {
  const findings: Finding[] = [];
  const byKey = (topic: string): Map<string, LogRecord[]> =>
    groupedBy(firstOccurrences(evidence.log.filter((record) => record.topic === topic)), ({ key }) => key);
  const [own, feed, onboarding, file] = [TOPICS.customer, TOPICS.partner, TOPICS.onboarding, TOPICS.file].map(
    ({ name }) => byKey(name),
  ) as [
    Map<string, LogRecord[]>,
    Map<string, LogRecord[]>,
    Map<string, LogRecord[]>,
    Map<string, LogRecord[]>,
  ];
  for (const [customerId, history] of evidence.customer.histories) {
    const compare = (where: string, wanted: readonly string[], found: readonly string[]): void =>
      compareInOrder(wanted, found, (kind, what) =>
        findings.push({ kind, of: customerId, what: `${where}: ${what}` }),
      );
    const lines = history.map(line);
    const told = (records: readonly LogRecord[] = []): string[] =>
      records.flatMap(({ entry }) => (entry ? [line(entry)] : []));
    compare(TOPICS.customer.name, lines, told(own.get(customerId)));
    compare(TOPICS.partner.name, lines.map(withoutMove), told(feed.get(customerId)).map(withoutMove));
    compare('timeline', lines, (evidence.api.timelines.get(customerId) ?? []).map(line));
    const facts = (records: readonly LogRecord[] = []): string[] =>
      records.flatMap(({ fact }) => (fact ? [fact] : []));
    const recorded = history.flatMap(({ fact }) => (fact ? [fact] : []));
    compare(
      'facts of onboarding',
      facts(onboarding.get(customerId)),
      recorded.filter((fact) => !fact.includes('.file.')),
    );
    compare(
      'facts of file',
      facts(file.get(customerId)),
      recorded.filter((fact) => fact.includes('.file.')),
    );
    checkChain(history, (kind, what) => findings.push({ kind, of: customerId, what }));
  }
  return findings;
}

/** The feed tells the status after each event, not the move. */
const withoutMove = (text: string): string => text.replace(/ \S*→\S* /, ' ');

function firstOccurrences(records: readonly LogRecord[]): LogRecord[] {
  const seen = new Set<string>();
  return records.filter(({ key, version }) => {
    const at = `${key} ${version}`;
    return !seen.has(at) && seen.add(at);
  });
}

function checkChain(
  history: readonly HistoryEntry[],
  blame: (kind: Finding['kind'], what: string) => void,
): void {
  let status: string | null = null;
  history.forEach((entry, index) => {
    if (entry.sequence !== index + 1) blame('lost', `sequence ${index + 1} of the history`);
    if (entry.to === null) return;
    if (entry.from !== status) blame('inverted', `${line(entry)} follows ${status}`);
    status = entry.to;
  });
}

/** Every projection is the fold of the history: status table, API, snapshot, and what the other apps keep. */
export function checkProjections(evidence: Evidence): Finding[] {
  const findings: Finding[] = [];
  const { customer, api, file, onboarding, log } = evidence;
  const profiles = new Map(customer.customers.map((row) => [row.customerId, row]));
  const snapshots = new Map(log.flatMap(({ key, snapshot }) => (snapshot ? [[key, snapshot] as const] : [])));
  for (const [customerId, history] of customer.histories) {
    const stale = (where: string, found: unknown, wanted: unknown): void => {
      if (found !== wanted)
        findings.push({
          kind: 'stale',
          of: customerId,
          what: `${where}: ${String(found)} instead of ${String(wanted)}`,
        });
    };
    const status = history.findLast(({ to }) => to !== null)?.to;
    const onboardingStatus = history.at(-1)?.onboardingStatus;
    const sequence = history.length;
    const row = customer.statuses.get(customerId);
    stale('customer_statuses', `${row?.status} #${row?.sequence}`, `${status} #${sequence}`);
    stale('customer_statuses.onboarding_status', row?.onboardingStatus, onboardingStatus);
    const shown = api.customers.get(customerId);
    stale('API', `${shown?.status} #${shown?.sequence}`, `${status} #${sequence}`);
    const profile = profiles.get(customerId);
    stale('name in the API', shown?.displayName, profile?.displayName);
    stale('metadata in the API', inOrder(shown?.metadata), inOrder(profile?.metadata));
    const snapshot = snapshots.get(customerId);
    stale(TOPICS.customerState.name, `${snapshot?.status} #${snapshot?.sequence}`, `${status} #${sequence}`);
    stale(
      'control in file',
      file.controls.get(customerId),
      status === 'CLOSED' || status === 'SUSPENDED' ? status : 'NONE',
    );
    stale('status in onboarding', onboarding.statuses.get(customerId), status);
    stale("onboarding's case", onboarding.caseStatuses.get(customerId), status);
  }
  for (const [fileAssetId, { status, customerId }] of file.files) {
    const known = onboarding.files.get(fileAssetId)?.status;
    if (known !== status)
      findings.push({
        kind: 'stale',
        of: customerId,
        what: `file ${fileAssetId} in onboarding: ${known} instead of ${status}`,
      });
  }
  return findings;
}

const inOrder = (metadata: Metadata = {}): string => JSON.stringify(Object.entries(metadata).sort());
