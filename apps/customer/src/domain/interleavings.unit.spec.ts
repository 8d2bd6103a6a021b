import { CustomerCreated, type HistoryEntry, type OnboardingStatus } from '@oceafin/contracts';
import fc from 'fast-check';
import type { Customer, CustomerInput, OnboardingFact } from './customer';
import { decide } from './decide';
import { ActionNotAllowedError, IllegalFactError } from './errors';
import { evolve, replay } from './evolve';
import { ONBOARDING_TRANSITIONS, TRANSITIONS } from './transitions';

const customerId = CustomerCreated.golden.customerId;
const create: CustomerInput = { kind: 'create', customerId, partnerCustomerRef: 'cust-1' };

/** A legal life of an onboarding case: choices pick among the moves that its own status allows. */
function onboardingLife(choices: readonly number[]): OnboardingFact[] {
  let status: OnboardingStatus = 'DRAFT';
  let began: OnboardingStatus = 'DRAFT';
  let final = false;
  const facts: OnboardingFact[] = [];
  for (const choice of choices) {
    const moves = ONBOARDING_TRANSITIONS.filter(
      (move) =>
        move.from === status &&
        (move.condition !== 'ROUND_BEGAN_THERE' || move.to === began) &&
        (move.condition !== 'RETRYABLE_DECISION' || !final),
    );
    const move = moves[choice % Math.max(moves.length, 1)];
    if (!move) break;
    if (move.to === 'SUBMITTED') began = status;
    const overdue = move.condition === 'OVERDUE';
    if (move.cause === 'customer.onboarding.rejected') final = !overdue && choice % 2 === 0;
    facts.push({
      kind: 'onboarding',
      cause: move.cause,
      status: move.to,
      submissionId: '77b0a6a4-5c0a-4f7e-a2b6-3f8b8b9c0d01',
      round: 1,
      reasons: overdue ? [{ code: 'INFORMATION_NOT_PROVIDED' }] : [],
      retryability: final ? 'FINAL' : 'RETRYABLE',
    });
    status = move.to;
  }
  return facts;
}

const control = fc.constantFrom<CustomerInput>(
  { kind: 'suspend' },
  { kind: 'reinstate' },
  { kind: 'close', reason: 'PLATFORM_CONTROL' },
  { kind: 'patch' },
);
const file: CustomerInput = {
  kind: 'file',
  cause: 'customer.file.available',
  fileAssetId: '6c9f4c0e-52d1-4a65-8c5e-7b4b9b1b0a01',
  documentType: 'PASSPORT',
  sha256: 'a'.repeat(64),
  reason: null,
};

/** One step of an interleaving: the next onboarding fact, a control or a file's verdict. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant<'next'>('next') },
  { weight: 2, arbitrary: control },
  { weight: 1, arbitrary: fc.constant(file) },
);
const choices = fc.array(fc.nat(59), { maxLength: 30 });

interface Run {
  readonly history: HistoryEntry[];
  readonly customer: Customer;
  readonly onboarding: OnboardingStatus;
}

function run(facts: readonly OnboardingFact[], steps: readonly ('next' | CustomerInput)[]): Run {
  const queue = [...facts];
  const [first] = decide(null, create, { eventId: 'e-0', at: '2026-06-28T00:00:00.000Z' });
  const history = [first!];
  let customer = evolve(null, first!);
  let onboarding: OnboardingStatus = 'DRAFT';
  steps.forEach((chosen, n) => {
    const input = chosen === 'next' ? queue.shift() : chosen;
    if (!input) return;
    const at = new Date(Date.UTC(2026, 5, 28) + n * 1000).toISOString();
    try {
      for (const entry of decide(customer, input, { eventId: `e-${n + 1}`, at })) {
        history.push(entry);
        customer = evolve(customer, entry);
      }
    } catch (error) {
      if (!(error instanceof ActionNotAllowedError)) throw error;
    }
    if (input.kind === 'onboarding') onboarding = input.status;
  });
  return { history, customer, onboarding };
}

describe('any interleaving of onboarding, files and controls', () => {
  it('is a gap-free, legal history whose fold is the status', () => {
    fc.assert(
      fc.property(choices.map(onboardingLife), fc.array(step, { maxLength: 60 }), (facts, steps) => {
        const { history, customer, onboarding } = run(facts, steps);
        expect(replay(history)).toEqual(customer);
        expect(replay(JSON.parse(JSON.stringify(history)) as HistoryEntry[])).toEqual(customer);
        expect(customer.onboardingStatus).toBe(onboarding);
        if (customer.status !== 'SUSPENDED' && customer.status !== 'CLOSED') {
          expect(customer.status).toBe(onboarding);
        }
        let status: string | null = null;
        history.forEach((entry, n) => {
          expect(entry.sequence).toBe(n + 1);
          if (entry.to === null) {
            expect(entry.from).toBeNull();
          } else {
            expect(entry.from).toBe(status);
            expect(status).not.toBe('CLOSED');
            if (n > 0) {
              expect(
                TRANSITIONS.some(
                  (move) =>
                    move.from === entry.from && move.to === entry.to && move.cause === entry.eventType,
                ),
              ).toBe(true);
            }
            status = entry.to;
          }
          expect(entry.payload.data).toMatchObject({ sequence: n + 1, status });
        });
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('ends in the same status, whatever the order in which the topics arrive', () => {
    const controls: CustomerInput[] = [{ kind: 'suspend' }, { kind: 'reinstate' }, { kind: 'suspend' }];
    const arrival = fc.array(fc.constantFrom<'next' | 'file' | 'control'>('next', 'file', 'control'), {
      maxLength: 60,
    });
    const lastControl = fc.constantFrom<CustomerInput>(
      { kind: 'reinstate' },
      { kind: 'close', reason: 'PARTNER_REQUEST' },
    );
    fc.assert(
      fc.property(choices.map(onboardingLife), arrival, arrival, lastControl, (facts, one, other, last) => {
        const end = (order: readonly string[]): Run => {
          const queue = [...controls];
          const steps = order.map((from) =>
            from === 'file' ? file : from === 'control' ? queue.shift() : 'next',
          );
          const rest = facts.map(() => 'next' as const);
          return run(facts, [...steps.flatMap((step) => step ?? []), ...rest, last]);
        };
        const [a, b] = [end(one).customer, end(other).customer];
        expect([a.status, a.onboardingStatus, a.retryability]).toEqual([
          b.status,
          b.onboardingStatus,
          b.retryability,
        ]);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('refuses arbitrary facts loudly instead of moving outside the table', () => {
    const wild = fc.record({
      kind: fc.constant('onboarding' as const),
      cause: fc.constantFrom(...ONBOARDING_TRANSITIONS.map((move) => move.cause)),
      status: fc.constantFrom(...ONBOARDING_TRANSITIONS.map((move) => move.to)),
      submissionId: fc.constant('77b0a6a4-5c0a-4f7e-a2b6-3f8b8b9c0d01'),
      round: fc.constant(1),
    });
    fc.assert(
      fc.property(choices.map(onboardingLife), wild, (facts, fact) => {
        const { customer } = run(
          facts,
          facts.map(() => 'next' as const),
        );
        let entries: HistoryEntry[] = [];
        try {
          entries = decide(customer, fact, { eventId: 'e', at: '2026-06-29T00:00:00.000Z' });
        } catch (error) {
          expect(error).toBeInstanceOf(IllegalFactError);
        }
        for (const { from, to, eventType } of entries) {
          if (to === null) continue;
          expect(
            TRANSITIONS.some((move) => move.from === from && move.to === to && move.cause === eventType),
          ).toBe(true);
        }
      }),
    );
  });
});
