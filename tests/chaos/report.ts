import { republished } from './audit/log-checks';
import type { Evidence } from './audit/evidence';
import { groupedBy } from './audit/compare';
import { type Acknowledged, type Finding, KINDS } from './load/acknowledged';
import type { Fault } from './schedule/schedule';

/** What load and audit came to. */
export interface Outcome {
  readonly load: Acknowledged;
  readonly evidence: Evidence;
  readonly findings: readonly Finding[];
  readonly quietAfterMs: number;
}

export interface Ran extends Outcome {
  readonly seed: number;
  readonly minutes: number;
  readonly instances: number;
  readonly brokers: number;
  readonly faults: readonly Fault[];
  readonly canSkew: boolean;
  readonly endedByThemselves: readonly string[];
}

const SHOWN = 25;

/** The outcome of a run, as a person reads it. */
export function report(ran: Ran): string {
  const { seed, minutes, instances, brokers, faults } = ran;
  const kinds = (items: readonly { kind: string }[]): string =>
    [...groupedBy(items, ({ kind }) => kind)].map(([kind, of]) => `${kind} ${of.length}`).join(', ');
  const kills = groupedBy(
    faults.filter(({ kind }) => kind === 'kill'),
    ({ target }) => target.replace(/ \d+$/, ''),
  );
  const lines = [
    `seed ${seed}, ${minutes} min, ${instances} instances of each app, ${brokers} ${brokers === 1 ? 'broker' : 'brokers'}`,
    `faults      ${kinds(faults)}${ran.canSkew ? '' : ' (clocks not skewed: no libfaketime here)'}`,
    `  kill -9   ${[...kills].map(([target, of]) => `${target} ${of.length}`).join(', ')}`,
    `  by itself ${ran.endedByThemselves.join(', ') || 'no process ended'}`,
    outcomeLines(ran),
  ];
  return lines.join('\n');
}

export function outcomeLines({ load, evidence, findings, quietAfterMs }: Outcome): string {
  const { counts } = load;
  const topics = [...groupedBy(evidence.log, ({ topic }) => topic)];
  const lines = [
    `load        ${load.customers.size} customers, ${counts.journeys} journeys ended, ${counts.requests} requests in ` +
      `${counts.attempts} attempts, ${counts.acknowledged} mutations acknowledged`,
    `  retried   ${[...load.retries].map(([why, times]) => `${why} ×${times}`).join(', ') || 'nothing'}`,
    `reads       ${counts.readsJudged} judged by what was acknowledged before`,
    `events      ${evidence.log.length - republished(evidence.log)} on the topics, ${republished(evidence.log)} more published again (harmless)`,
    ...topics.map(([topic, of]) => `  ${topic.padEnd(26)} ${of.length}`),
    `quiet       ${(quietAfterMs / 1000).toFixed(0)} s after the load`,
    `audit       ${KINDS.map((kind) => `${findings.filter((one) => one.kind === kind).length} ${kind}`).join(' · ')}`,
    ...findings.slice(0, SHOWN).map(({ kind, of, what }) => `  ${kind.toUpperCase()} ${of}: ${what}`),
    ...(findings.length > SHOWN ? [`  … and ${findings.length - SHOWN} more`] : []),
  ];
  return lines.join('\n');
}
