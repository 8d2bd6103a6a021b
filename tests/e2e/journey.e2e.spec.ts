import type { SandboxOutcome } from '@oceafin/contracts';
import { runJourney } from '../../tools/journey/journey';
import { KINDS, PATHS } from '../../tools/journey/outcomes';
import { consoleTimeline } from '../../tools/journey/timeline';
import { APPS } from './support/apps';
import { RunningStack } from './support/running-stack';

const MINUTE = 60_000;
const OUTCOMES = Object.keys(PATHS) as SandboxOutcome[];

describe('the journey', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await RunningStack.start();
  }, 2 * MINUTE);

  afterAll(() => stack?.stop(), MINUTE);

  const travel = async (outcome?: SandboxOutcome, timeoutMs = MINUTE) => {
    const shown: string[] = [];
    const timeline = consoleTimeline((line) => shown.push(line), false);
    const results = await runJourney(stack, timeline, { kinds: KINDS, outcome, timeoutMs }).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\n${shown.join('\n')}`);
      },
    );
    return { results, text: shown.join('\n') };
  };

  it(
    'takes an individual by way of one missing document, and a company, to APPROVED',
    async () => {
      const { results, text } = await travel();
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
      expect(text).toMatch(/│ partner +customer\.onboarding\.missing_info_required/);
      expect(text).toMatch(/│ onboarding +CustomerApproved/);
    },
    3 * MINUTE,
  );

  it(
    'goes where every sandboxOutcome leads, of both kinds at once',
    async () => {
      const ends = await Promise.all(
        OUTCOMES.map(async (outcome) => {
          const { results } = await travel(outcome, 2 * MINUTE);
          return [outcome, results.map(({ statuses }) => statuses.at(-1))];
        }),
      );
      const expected = OUTCOMES.map((outcome) => {
        const end = outcome === 'reject_final' ? 'REJECTED' : 'APPROVED';
        return [outcome, [end, end]];
      });
      expect(ends).toEqual(expected);
    },
    3 * MINUTE,
  );

  it(
    'ends as it should although every app is killed again and again on the way',
    async () => {
      let travelling = true;
      const journey = travel(undefined, 3 * MINUTE).finally(() => {
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
      const [{ results }] = await Promise.all([journey, killer]);
      expect(results.map(({ statuses }) => statuses.at(-1))).toEqual(['APPROVED', 'APPROVED']);
    },
    5 * MINUTE,
  );
});
