import { CustomerCreated, CustomerSubmitted, ProcessingStarted, CustomerApproved } from '@oceafin/contracts';
import fc from 'fast-check';
import { type Customer, type CustomerInput, decide, evolve, onboardingFacts } from '../../domain';
import { type CustomerEvent, foldStatuses } from './fold-statuses';
import type { StatusRow } from './status-row';

const INPUTS: readonly CustomerInput[] = [
  onboardingFacts.CustomerSubmitted(CustomerSubmitted.golden),
  onboardingFacts.ProcessingStarted(ProcessingStarted.golden),
  onboardingFacts.CustomerApproved(CustomerApproved.golden),
  { kind: 'suspend' },
  { kind: 'reinstate' },
  { kind: 'close', reason: 'PARTNER_REQUEST' },
];

const identity = {
  partnerId: CustomerCreated.golden.partnerId,
  partnerCustomerRef: 'cust-1',
  customerType: 'INDIVIDUAL' as const,
};

/** The events of one customer's legal life, and what the sequencer says of it at the end. */
function life(
  customerId: string,
  choices: readonly number[],
): { events: CustomerEvent[]; customer: Customer } {
  let customer: Customer | null = null;
  const events: CustomerEvent[] = [];
  const inputs = choices.map((choice) => INPUTS[choice % INPUTS.length]!);
  const create: CustomerInput = {
    kind: 'create',
    customerId,
    partnerCustomerRef: identity.partnerCustomerRef,
  };
  [create, ...inputs].forEach((input, n) => {
    const at = new Date(Date.UTC(2026, 5, 28) + n * 1000).toISOString();
    try {
      for (const entry of decide(customer, input, { eventId: `${customerId}-${n}`, at })) {
        customer = evolve(customer, entry);
        events.push({ customerId, entry, ...identity });
      }
    } catch {
      // What the history doesn't allow isn't part of it.
    }
  });
  return { events, customer: customer! };
}

const rowOf = (customer: Customer, createdAt: string): StatusRow => {
  const { at, ...rest } = customer;
  return { ...identity, ...rest, createdAt, lastEntryAt: at };
};

describe('the fold into customer statuses', () => {
  const choices = fc.array(fc.nat(), { maxLength: 20 });

  it('is what the sequencer says, however customers are mixed, batches cut and events repeated', () => {
    fc.assert(
      fc.property(
        fc.array(choices, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat(99)),
        (lives, dice) => {
          const roll = (sides: number): number => (dice.next().value ?? 0) % sides;
          const customers = lives.map((one, n) => life(`customer-${n}`, one));
          const queues = customers.map(({ events }) => ({ events, next: 0 }));
          let rows = new Map<string, StatusRow>();
          let count = 0;
          let batch: CustomerEvent[] = [];
          while (queues.some(({ events, next }) => next < events.length)) {
            const queue = queues[roll(queues.length)]!;
            const again = roll(10) === 0;
            if (again) queue.next = Math.max(0, queue.next - roll(4));
            const event = queue.events[queue.next];
            if (!event) continue;
            batch.push(event);
            queue.next += 1;
            if (roll(3) > 0) continue;
            count += foldStatuses(rows, batch);
            rows = new Map(JSON.parse(JSON.stringify([...rows])) as [string, StatusRow][]);
            batch = [];
          }
          count += foldStatuses(rows, batch);
          const expected = customers.map(({ events, customer }) => rowOf(customer, events[0]!.entry.at));
          expect([...rows.values()].sort(byId)).toEqual(expected.sort(byId));
          expect(count).toBe(customers.reduce((sum, { events }) => sum + events.length, 0));
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  it('refuses a history with a hole, and one without a beginning', () => {
    const { events } = life('customer-1', [0, 1, 2]);
    expect(() => foldStatuses(new Map(), [events[0]!, events[2]!])).toThrow('entry 3 follows where entry 2');
    expect(() => foldStatuses(new Map(), events.slice(1))).toThrow('entry 2 follows where entry 1');
  });
});

const byId = (a: StatusRow, b: StatusRow): number => a.customerId.localeCompare(b.customerId);
