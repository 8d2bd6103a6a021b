import { type Product, PRODUCTS, SANDBOX_OUTCOMES, type SandboxOutcome, SCOPES } from '@oceafin/contracts';
import type { Body } from '../../tools/journey/bodies';
import { runJourney } from '../../tools/journey/journey';
import { KINDS } from '../../tools/journey/outcomes';
import { consoleTimeline } from '../../tools/journey/timeline';
import { ADMITTED, answersTo, everywhere, untilEverywhere } from './support/admission';
import { APPS } from './support/apps';
import { everythingTold } from './support/everything-told';
import { MarkedCustomers } from './support/marked-customers';
import { CustomerWithScript } from './support/rejected-document';
import { RunningStack } from './support/running-stack';
import { documentedOutcomes } from './support/sandbox-document';

const MINUTE = 60_000;

describe('the journey', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await RunningStack.start();
  }, 4 * MINUTE);

  afterAll(() => stack?.stop(), MINUTE);

  const travel = async (outcome?: SandboxOutcome, timeoutMs = 2 * MINUTE, customer?: Body) => {
    const shown: string[] = [];
    const timeline = consoleTimeline((line) => shown.push(line), false);
    const results = await runJourney(stack, timeline, { kinds: KINDS, outcome, customer, timeoutMs }).catch(
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
    6 * MINUTE,
  );

  it(
    'goes the way that docs/sandbox.md tells of each of its requests, both kinds at once',
    async () => {
      const documented = documentedOutcomes();
      expect(documented.map(({ outcome }) => outcome)).toEqual([...SANDBOX_OUTCOMES]);
      const ways = await Promise.all(
        documented.map(async ({ outcome, request }) => {
          const { results } = await travel(outcome as SandboxOutcome, 4 * MINUTE, request);
          return [outcome, results.map(({ statuses }) => statuses)];
        }),
      );
      expect(ways).toEqual(documented.map(({ outcome, way }) => [outcome, [way, way]]));
    },
    6 * MINUTE,
  );

  it('begins for nobody whom administration shuts out, at any app, within 5 seconds', async () => {
    const administration = stack.administration();
    const newClient = async (partner: string) => ({
      baseUrl: stack.ingress,
      ...(await administration.addClient({ partner, scopes: SCOPES })),
    });
    const newPartner = async (name: string, products: readonly Product[] = PRODUCTS) => {
      await administration.createPartner({ name, mode: 'sandbox', products });
      return [await newClient(name), await newClient(name)] as const;
    };
    const [disabled, itsNeighbour] = await newPartner('one-client-goes');
    const [all, ofThem] = await newPartner('all-clients-go');
    const [rotating] = await newPartner('rotates');
    const [withoutProduct] = await newPartner('has-no-product', []);
    for (const each of [disabled, itsNeighbour, all, ofThem, rotating]) {
      expect(await answersTo(each)).toEqual(ADMITTED);
    }
    expect(await answersTo(withoutProduct)).toEqual({ ...ADMITTED, onboarding: 'PARTNER_PRODUCT_DISABLED' });

    await administration.setClientActive(disabled.clientId, false);
    await administration.setPartnerActive('all-clients-go', false);
    const rotated = { ...rotating, ...(await administration.rotate(rotating.clientId, 0)) };
    await Promise.all([
      ...[disabled, all, ofThem].map((gone) => untilEverywhere(gone, 'PARTNER_AUTH_FAILED')),
      untilEverywhere(rotating, 'PARTNER_SIGNATURE_INVALID'),
    ]);
    expect(await answersTo(itsNeighbour)).toEqual(ADMITTED);
    expect(await answersTo(rotated)).toEqual(ADMITTED);
    expect(await answersTo(disabled)).toEqual(everywhere('PARTNER_AUTH_FAILED'));
    await administration.close();
  });

  it(
    'tells nobody else what was submitted, answered, found on a list or written by operators',
    async () => {
      const marked = new MarkedCustomers(stack);
      await marked.run();
      const told = await everythingTold(stack);
      expect(new Set(told.map(({ where }) => where)).size).toBeGreaterThan(10);
      const tellsOf = (words: readonly string[]) => (text: string) =>
        words.some((word) => text.includes(word));
      expect(told.filter(({ text }) => tellsOf([marked.tag, ...marked.screening])(text))).toEqual([]);
      expect(marked.answers.filter((text) => text.includes(marked.tag))).not.toEqual([]);
      expect(marked.answers.filter(tellsOf([marked.internal, 'SCREENING', ...marked.screening]))).toEqual([]);
    },
    5 * MINUTE,
  );

  it(
    'waits for the scan of what was submitted before it, and asks for another document when it was hostile',
    async () => {
      const customer = new CustomerWithScript(stack, 3 * MINUTE);
      const { shown, letScan } = await customer.submit();
      expect(shown).toEqual({ status: 'PENDING_SCAN', reason: null });
      letScan();
      expect(await customer.rejected()).toEqual({
        shown: { status: 'REJECTED', reason: 'FILE_ACTIVE_CONTENT' },
        asked: [{ code: 'DOCUMENT_REJECTED', kind: 'DOCUMENT' }],
      });
      expect(await customer.answer()).toBe('APPROVED');
    },
    5 * MINUTE,
  );

  it(
    'ends as it should although every app is killed again and again on the way',
    async () => {
      let travelling = true;
      const journey = travel(undefined, 4 * MINUTE).finally(() => {
        travelling = false;
      });
      const killer = (async () => {
        for (let turn = 0; travelling && turn < 9; turn += 1) {
          const app = stack.app(APPS[turn % APPS.length] ?? 'customer');
          await new Promise((resolve) => setTimeout(resolve, 300 + 250 * (turn % 4)));
          await app.kill();
          await app.start();
        }
      })();
      const [{ results }] = await Promise.all([journey, killer]);
      expect(results.map(({ statuses }) => statuses.at(-1))).toEqual(['APPROVED', 'APPROVED']);
    },
    10 * MINUTE,
  );
});
