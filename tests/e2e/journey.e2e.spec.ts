import { runJourney } from '../../tools/journey/journey';
import type { Kind } from '../../tools/journey/outcomes';
import { consoleTimeline } from '../../tools/journey/timeline';
import { APPS } from './support/apps';
import { RunningStack } from './support/running-stack';

const MINUTE = 60_000;

describe('the journey', () => {
  let stack: RunningStack;
  let shown: string[];

  beforeAll(async () => {
    stack = await RunningStack.start();
  }, 2 * MINUTE);

  afterAll(() => stack?.stop(), MINUTE);

  beforeEach(() => {
    shown = [];
  });

  const travel = (
    kinds: readonly Kind[],
    outcome?: Parameters<typeof runJourney>[2]['outcome'],
    timeoutMs = MINUTE,
  ) =>
    runJourney(
      stack,
      consoleTimeline((line) => shown.push(line), false),
      { kinds, outcome, timeoutMs },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${shown.join('\n')}`);
    });

  it(
    'takes an individual by way of one missing document, and a company, to APPROVED',
    async () => {
      const results = await travel(['individual', 'corporate']);
      expect(results.map(({ kind, statuses }) => [kind, statuses])).toEqual([
        [
          'individual',
          [
            'DRAFT',
            'SUBMITTED',
            'PROCESSING',
            'MISSING_INFO_REQUIRED',
            'SUBMITTED',
            'PROCESSING',
            'APPROVED',
          ],
        ],
        ['corporate', ['DRAFT', 'SUBMITTED', 'PROCESSING', 'APPROVED']],
      ]);
      const text = shown.join('\n');
      expect(text).toMatch(/│ partner +customer\.onboarding\.missing_info_required/);
      expect(text).toMatch(/│ onboarding +CustomerApproved/);
    },
    3 * MINUTE,
  );

  it.each(['missing_data', 'reject_retryable', 'reject_final', 'review', 'failed_check'] as const)(
    'goes where sandboxOutcome %s leads',
    async (outcome) => {
      const [result] = await travel(['individual'], outcome);
      expect(result?.statuses.at(-1)).toBe(outcome === 'reject_final' ? 'REJECTED' : 'APPROVED');
    },
    2 * MINUTE,
  );

  it(
    'ends as it should although every app is killed again and again on the way',
    async () => {
      let travelling = true;
      const journey = travel(['individual', 'corporate'], undefined, 3 * MINUTE).finally(() => {
        travelling = false;
      });
      const killer = (async () => {
        for (let turn = 0; travelling && turn < 9; turn += 1) {
          const app = stack.apps[APPS[turn % APPS.length] ?? 'customer'];
          await new Promise((resolve) => setTimeout(resolve, 300 + 250 * (turn % 4)));
          await app.kill();
          await app.start();
        }
      })();
      const [results] = await Promise.all([journey, killer]);
      expect(results.map(({ statuses }) => statuses.at(-1))).toEqual(['APPROVED', 'APPROVED']);
    },
    5 * MINUTE,
  );
});
