import fc from 'fast-check';
import { eventually } from '@oceafin/testing';
import { RunningStack } from '../e2e/support/running-stack';
import { sizes } from './config';
import { CONTRACT_TRANSITIONS } from '../support/contract-transitions';
import { COMMANDS, type Outcome, type Race, RacingCustomer } from './racing-customer';

const MINUTE = 60_000;
const AT_ONCE = 10;
const INSTANCES = 2;

const races = fc.record<Race>({
  asked: fc.boolean(),
  commands: fc.array(fc.record({ command: fc.constantFrom(...COMMANDS), afterMs: fc.nat({ max: 60 }) }), {
    minLength: 2,
    maxLength: 7,
  }),
});

/** The public event that each acknowledged command is told by; an answer begins a round as well. */
const TOLD = {
  submit: 'customer.onboarding.submitted',
  answer: 'customer.onboarding.submitted',
  withdraw: 'customer.onboarding.withdrawn',
  suspend: 'customer.suspended',
  reinstate: 'customer.reinstated',
  close: 'customer.closed',
  shut: 'customer.closed',
} as const;

function countsOf(names: readonly string[]): Record<string, number> {
  const counts = Object.fromEntries(Object.values(TOLD).map((name) => [name, 0]));
  for (const name of names) if (name in counts) counts[name]! += 1;
  return counts;
}

const acknowledged = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap(({ command, status }) => (status < 300 && command !== 'patch' ? [TOLD[command]] : []));

describe('commands that race for one customer', () => {
  const { stackRuns, seed } = sizes();
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await RunningStack.start({}, INSTANCES);
  }, 5 * MINUTE);
  afterAll(() => stack?.stop(), MINUTE);

  const race = async (one: Race): Promise<void> => {
    const racing = new RacingCustomer(stack);
    await racing.prepare(one);
    const outcomes = await racing.run(one);
    // Done, or refused for the state it met; never half done, never an error of ours.
    const odd = outcomes.filter(({ status }) => status >= 300 && status !== 409 && status !== 422);
    expect(odd).toEqual([]);
    const before = one.asked ? [TOLD.submit] : [];
    await eventually(
      async () => {
        const [found, customer, timeline] = [
          await racing.case(),
          await racing.customer(),
          await racing.timeline(),
        ];
        // The timeline is the serial order: each acknowledged command stands in it once, no other does.
        expect(countsOf(timeline.map(({ eventType }) => eventType))).toEqual(
          countsOf([...before, ...acknowledged(outcomes)]),
        );
        expect(found.status).toBe(customer.status);
        expect(found.status).not.toMatch(/SUBMITTED|PROCESSING/);
        expect(timeline.map(({ sequence }) => sequence)).toEqual(timeline.map((_, index) => index + 1));
        const moves = timeline.flatMap(({ from, to }) => (from && to ? [`${from}→${to}`] : []));
        expect(moves.filter((move) => !CONTRACT_TRANSITIONS.has(move))).toEqual([]);
        expect(timeline.findLast(({ to }) => to !== null)?.to).toBe(customer.status);
        const rounds = timeline.filter(({ eventType }) => eventType === TOLD.submit).length;
        expect(found.round).toBe(rounds);
      },
      { timeoutMs: 3 * MINUTE, intervalMs: 200 },
    );
  };

  it(
    `end as some order of them would (seed ${seed}, ${stackRuns} schedules, ${INSTANCES} instances of each app)`,
    async () => {
      const all = fc.sample(races, { numRuns: stackRuns, seed });
      const failures: string[] = [];
      const runOn = async (): Promise<void> => {
        for (let one = all.pop(); one; one = all.pop()) {
          const told = JSON.stringify(one);
          await race(one).catch((error: unknown) => failures.push(`${told}\n${String(error)}`));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, runOn));
      expect(failures).toEqual([]);
    },
    20 * MINUTE,
  );
});
