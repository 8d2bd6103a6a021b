import {
  type CaseEvent,
  type CaseState,
  decide,
  evolve,
  newCase,
  onboardingStatusOf,
  told,
} from '../../apps/onboarding/src/domain';
import { commandsFor } from './commands';

/** A step from one status to another, or one that partners are told of and that leaves it as it is. */
export interface Step {
  readonly from: string;
  readonly to: string;
  readonly by: string;
}

const NOW = '2026-01-01T00:00:00.000Z';
const SOON = '2026-01-20T00:00:00.000Z';
const DUE = '2026-02-01T00:00:00.000Z';
const LATE = '2026-03-01T00:00:00.000Z';

/** What tells two cases apart as far as it changes what may happen next. */
function standing(state: CaseState): string {
  const { stage, referral, pending, decision, reverification, requirements, roundStart, remindedOf } = state;
  return JSON.stringify([
    stage,
    referral !== null,
    pending?.kind,
    decision?.retryability,
    reverification && reverification.dueAt !== null,
    requirements.map(({ status }) => status),
    roundStart && [roundStart.stage, roundStart.decision?.retryability, roundStart.open],
    remindedOf !== null,
  ]);
}

/** Follows every command from every case that can be reached, and gives each step once. */
export function exploreCases(): Step[] {
  const start = newCase({
    caseId: 'case',
    customerId: 'customer',
    partnerId: 'partner',
    customerType: 'INDIVIDUAL',
  });
  const known = new Set([standing(start)]);
  const steps = new Map<string, Step>();
  for (const states = [start]; states.length > 0;) {
    const state = states.pop()!;
    for (const [events, after] of followUps(state)) {
      for (const step of stepsOf(state, events)) steps.set(JSON.stringify(step), step);
      if (known.has(standing(after))) continue;
      known.add(standing(after));
      states.push(after);
    }
  }
  return [...steps.values()];
}

function followUps(state: CaseState): [CaseEvent[], CaseState][] {
  let ids = 0;
  const newId = (): string => `id-${(ids += 1)}`;
  return [NOW, SOON, LATE].flatMap((at) =>
    commandsFor(state, DUE).flatMap((command): [CaseEvent[], CaseState][] => {
      try {
        const events = decide(state, command, { at, newId, requirementId: (key) => key });
        return [[events, events.reduce(evolve, state)]];
      } catch (error) {
        // A command that the domain refuses leads nowhere; anything else is a fault.
        if (error instanceof TypeError) throw error;
        return [];
      }
    }),
  );
}

function stepsOf(before: CaseState, events: readonly CaseEvent[]): Step[] {
  let state = before;
  return events.flatMap((event) => {
    const from = onboardingStatusOf(state);
    state = evolve(state, event);
    const to = onboardingStatusOf(state);
    const isTold = told(event, state) !== null;
    return from === to && !isTold ? [] : [{ from, to, by: nameOf(event) }];
  });
}

function nameOf(event: CaseEvent): string {
  if (event.type === 'CustomerRejected') {
    const overdue = event.reasons.includes('INFORMATION_NOT_PROVIDED') ? ', overdue' : '';
    return `${event.type} (${event.retryability}${overdue})`;
  }
  if (event.type === 'ReverificationRequired') {
    return `${event.type} (${event.dueAt === null ? 'at once, or overdue' : 'by a due date'})`;
  }
  return event.type;
}
