import { CUSTOMER_STATUSES, type CustomerStatus } from '@oceafin/contracts';
import { exploreCases, type Step } from './explore';

const rank = (status: string): number => CUSTOMER_STATUSES.indexOf(status as CustomerStatus);

/** Mermaid state diagram of the statuses that onboarding leads through, with the events that do it. */
export function stateDiagram(steps: readonly Step[] = exploreCases()): string {
  const arrows = new Map<string, string[]>();
  const sorted = steps.toSorted((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
  for (const { from, to, by } of sorted) {
    const arrow = `${from} --> ${to}`;
    arrows.set(arrow, [...(arrows.get(arrow) ?? []), by]);
  }
  const lines = [...arrows].map(([arrow, events]) => `    ${arrow}: ${events.toSorted().join('<br/>')}`);
  return ['stateDiagram-v2', '    [*] --> DRAFT: CustomerCreated', ...lines].join('\n');
}
