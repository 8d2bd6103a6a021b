import type { Finding } from '../load/acknowledged';

export type Blame = (kind: Finding['kind'], what: string) => void;

/**
 * Compares what should have arrived, in its order, with what did: absent is lost, more often is doubled,
 * out of order is inverted, and what nobody sent is doubled too.
 */
export function compareInOrder(wanted: readonly string[], found: readonly string[], blame: Blame): void {
  const wantedCounts = counted(wanted);
  const foundCounts = counted(found);
  for (const [item, count] of wantedCounts) {
    const there = foundCounts.get(item) ?? 0;
    if (there < count) blame('lost', item);
    if (there > count) blame('doubled', item);
  }
  for (const item of foundCounts.keys())
    if (!wantedCounts.has(item)) blame('doubled', `${item}, of unknown origin`);
  const known = firsts(found).filter((item) => wantedCounts.has(item));
  const order = firsts(wanted).filter((item) => foundCounts.has(item));
  const at = known.findIndex((item, index) => item !== order[index]);
  if (at >= 0) blame('inverted', `${known[at]} where ${order[at]} belongs`);
}

function counted(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

const firsts = (items: readonly string[]): string[] => [...new Set(items)];

/** Groups in one pass, keeping the order. */
export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
