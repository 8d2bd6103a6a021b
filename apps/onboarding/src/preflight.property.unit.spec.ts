import fc from 'fast-check';
import type { CustomerType } from '@oceafin/contracts';
import { documentFiles } from './application/evidence-files';
import { requirementId } from './application/requirement-id';
import { judgeSubmission } from './application/submission-judge';
import { checksFor, decidePolicy, runChecks } from './checks';
import { type CaseCommand, type CaseState, decide, evolve, newCase } from './domain';
import { approve, draft, run, start, submit } from './domain/given.fixture.spec';
import { foresee } from './features/preflight-submission/foresee';
import { commandsOf, recorded } from './features/process-case/consequences';
import type { SubmissionForm } from './forms';
import { context, EXAMPLES, FULL, placesIn, TYPES, withoutAt } from './forms/examples/mutations';
import type { FileAsset } from './ports/file-assets';
import { type DocumentFiles, evaluateCompleteness, rulesAt } from './rules';
import { valueAt, withValueAt } from './rules/json-place';

const { now } = context;
const rules = rulesAt(now);
const ids = {
  customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11',
  partnerId: 'p',
  caseId: '1c7e1d0a-6c55-4b7e-8a52-9f6f0b6f0c01',
};

/** What a partner may write, right or wrong, in the place of anything. */
const VALUES: readonly unknown[] = [
  ...['', 'x', '2026-06-28', '2031-01-01', '2025-06-27', '2020-01-01', '2012-01-01', 'SG', 'KP', 'QQ', '+65'],
  ...[0, 0.01, 5, 24.99, 25, 34.99, 35, 75, 100, 33.333, true, false, null],
  ...[[], {}, ['DIRECTOR'], ['BENEFICIAL_OWNER'], ['AUTHORISED_SIGNATORY'], ['SENIOR_MANAGING_OFFICIAL']],
  ...['PASSPORT', 'NATIONAL_ID', 'PROOF_OF_ADDRESS', 'SHAREHOLDER_REGISTER', 'PEP', 'NONE', 'mei-tan'],
];

interface Edit {
  readonly at: number;
  readonly to: { readonly value: unknown } | 'REMOVE';
}

const edits = fc.array(
  fc.record<Edit>({
    at: fc.nat(),
    to: fc.oneof(fc.constant('REMOVE' as const), fc.constantFrom(...VALUES.map((value) => ({ value })))),
  }),
  { maxLength: 4 },
);

/** Where rules look: there edits change more than whether the body is refused. */
const LOOKED_AT =
  /(Documents(\/\d+(\/(documentType|issuedOn|expiresOn|mrz))?)?|ownershipPercent|percent|roles|related\w+(\/\d+)?|ownerships|listedOn|regulatedBy|postcode|lei|dateOfBirth|country)$/;

function edited(body: unknown, changes: readonly Edit[]): unknown {
  return changes.reduce((changed: unknown, { at, to }) => {
    const places = placesIn(changed);
    const apt = places.filter((place) => LOOKED_AT.test(place));
    const from = at % 4 === 0 || apt.length === 0 ? places : apt;
    const place = from[at % from.length];
    if (place === undefined) return changed;
    return to === 'REMOVE' ? withoutAt(changed, place) : withValueAt(changed, place, to.value);
  }, body);
}

const FILES = ['AVAILABLE', 'AVAILABLE', 'AVAILABLE', 'PENDING_SCAN', 'REJECTED', 'DELETED', null] as const;

/** The customer's files: each that the body names is in one of these states, or nobody's. */
function assetsOf(body: unknown, states: readonly number[]): ReadonlyMap<string, FileAsset> {
  const named = placesIn(body).filter((place) => place.endsWith('/fileAssetId'));
  return new Map(
    named.flatMap((place, index) => {
      const fileAssetId = valueAt(body, place);
      const status = FILES[(states[index % states.length] ?? 0) % FILES.length];
      if (typeof fileAssetId !== 'string' || !status) return [];
      const known = {
        customerId: ids.customerId,
        partnerId: ids.partnerId,
        sha256: 'a'.repeat(64),
        reason: null,
      };
      return [[fileAssetId, { ...known, fileAssetId, documentType: 'OTHER', status }] as const];
    }),
  );
}

interface Case {
  readonly customerType: CustomerType;
  readonly body: unknown;
  readonly assets: ReadonlyMap<string, FileAsset>;
}

const cases = fc
  .record({
    customerType: fc.constantFrom(...TYPES),
    full: fc.boolean(),
    changes: edits,
    allThere: fc.boolean(),
    states: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
  })
  .map(({ customerType, full, changes, allThere, states }): Case => {
    const body = edited((full ? FULL : EXAMPLES)[customerType], changes);
    return { customerType, body, assets: assetsOf(body, allThere ? [0] : states) };
  });

/** A round waits for the scans of its files; what isn't scanned yet counts as usable until then. */
function scanned(assets: Case['assets']): DocumentFiles {
  const files = [...documentFiles(assets)];
  return new Map(
    files.map(([id, { status }]) => [id, { status: status === 'PENDING_SCAN' ? 'AVAILABLE' : status }]),
  );
}

/** The case as it stands once the body was submitted, and rules have judged it by the same clock. */
async function submittedAndJudged(form: SubmissionForm, one: Case): Promise<CaseState> {
  const files = scanned(one.assets);
  const input = { form, files, rules, now, sandboxOutcome: 'approve' as const };
  const checks = await runChecks(checksFor('sandbox'), input);
  const history = { raisedKeys: [], rejections: 0 };
  const policy = decidePolicy({ ...input, checks, mode: 'sandbox', round: 1, history });
  const drafts = evaluateCompleteness(form, files, rules, now);
  const advisory = drafts.filter(({ severity }) => severity === 'ADVISORY');
  const ground = {
    at: now.toISOString(),
    newId: () => 'id',
    requirementId: (key: string) => requirementId(ids.caseId, key),
  };
  const commands: ((state: CaseState) => CaseCommand[])[] = [
    () => [
      { type: 'Submit', customerType: one.customerType, evidenceDigest: '', files: [], expiresOn: null },
    ],
    () => [{ type: 'StartProcessing' }],
    (state) => recorded(state, checks),
    () => commandsOf(policy, advisory),
  ];
  return commands
    .flatMap((work) => work)
    .reduce<CaseState>(
      (state, work) =>
        work(state)
          .flatMap((command) => decide(state, command, ground))
          .reduce(evolve, state),
      newCase({ ...ids, customerType: one.customerType }),
    );
}

/** Approved by rules, or left to people. */
const judgedStage = ({ referral }: CaseState) => (referral ? 'PROCESSING' : 'APPROVED');

const told = (one: { requirementId: string; code: string; pointer: string; severity: string }) =>
  `${one.requirementId} ${one.code} ${one.severity} ${one.pointer}`;

const RUNS = 300;

describe('whatever a partner writes', () => {
  const seen = { refused: 0, ready: 0, asked: 0 };

  it('preflight says what a submission is refused with and asked for', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { form, errors } = judgeSubmission(one.customerType, one.body, context, one.assets);
        if (!form || errors.length > 0) {
          expect(errors).not.toHaveLength(0);
          seen.refused += 1;
          return;
        }
        const foresight = foresee(newCase({ ...ids, customerType: one.customerType }), {
          form,
          errors,
          files: documentFiles(one.assets),
          now,
        });
        const state = await submittedAndJudged(form, one);
        // A rejection by age or country asks for nothing, whatever is missing beside.
        if (state.stage !== 'REJECTED') {
          expect(state.stage).toBe(foresight.ready ? judgedStage(state) : 'MISSING_INFO_REQUIRED');
          expect(state.requirements.map(told)).toEqual(foresight.requirements.map(told));
        }
        seen[foresight.ready ? 'ready' : 'asked'] += 1;
      }),
      { numRuns: RUNS, seed: 7 },
    );
    // A generator whose bodies all end alike would prove nothing.
    expect(Math.min(seen.refused, seen.ready, seen.asked)).toBeGreaterThan(RUNS / 20);
  });
});

test('where documents are asked for anew because they expire, preflight does not take those that do', () => {
  const approved = [submit, start, approve];
  const renewal: CaseCommand = {
    type: 'Reverify',
    ...{ origin: 'RULES', dueAt: '2026-07-10T23:59:59.999Z' },
    drafts: [draft('renewal', { code: 'REVERIFICATION' })],
  };
  const foreseen = (commands: readonly CaseCommand[], expiresOn: string) => {
    const body = withValueAt(EXAMPLES.INDIVIDUAL, '/supportingDocuments/0/expiresOn', expiresOn);
    const form = body as SubmissionForm;
    const files = documentFiles(assetsOf(body, [0]));
    const { ready, requirements } = foresee(run(commands).state, { form, errors: [], files, now });
    return [ready, requirements.map(({ code }) => code)];
  };
  expect(foreseen([...approved, renewal], '2026-07-10')).toEqual([false, ['REVERIFICATION']]);
  expect(foreseen([...approved, renewal], '2036-07-10')).toEqual([true, []]);
  expect(foreseen(approved, '2026-07-10')).toEqual([true, []]);
});
