import fc from 'fast-check';
import type { CustomerType } from '@oceafin/contracts';
import { documentFiles } from './application/evidence-files';
import { requirementId } from './application/requirement-id';
import { judgeSubmission } from './application/submission-judge';
import { checksFor, decidePolicy, type PolicyDecision, runChecks } from './checks';
import {
  type CaseCommand,
  type CaseState,
  newCase,
  renewalDay,
  requirementView,
  submissionAllowed,
} from './domain';
import { approve, countingGround, draft, reject, run, start, submit } from './domain/given.fixture.spec';
import { foresee } from './features/preflight-submission/foresee';
import { commandsOf, recorded } from './features/process-case/consequences';
import type { SubmissionForm } from './forms';
import { context, EXAMPLES, FULL, placesIn, TYPES, withoutAt } from './forms/examples/mutations';
import type { FileAsset } from './ports/file-assets';
import { type DocumentFiles, evaluateCompleteness, type RequirementDraft, rulesAt } from './rules';
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

const BY_JULY = {
  type: 'Reverify',
  ...{ origin: 'RULES', dueAt: '2026-07-10T23:59:59.999Z', drafts: [] },
} satisfies CaseCommand;

/** Where a case may stand when the body comes. What was asked before, the body may raise again. */
const BEGINNINGS = {
  NEW: () => [],
  ASKED: (drafts) => [submit, start, { type: 'RaiseRequirements', origin: 'RULES', drafts, operator: null }],
  REJECTED: () => [submit, start, reject('RETRYABLE')],
  REVERIFIED: (drafts) => [submit, start, approve, { ...BY_JULY, origin: 'OPERATOR', drafts }],
  RENEWING: (drafts) => [
    ...[submit, start, approve],
    { ...BY_JULY, drafts: [...drafts, draft('renewal', { code: 'REVERIFICATION' })] },
  ],
  AT_ONCE: (drafts) => [submit, start, approve, { ...BY_JULY, dueAt: null, drafts }],
} satisfies Record<string, (drafts: readonly RequirementDraft[]) => readonly CaseCommand[]>;

type Beginning = keyof typeof BEGINNINGS;

/** A document short of what rules ask for. */
const FIRST_DOCUMENT = '/supportingDocuments/0';

function begun(customerType: CustomerType, beginning: Beginning): CaseState {
  const bare = withoutAt(EXAMPLES[customerType], FIRST_DOCUMENT) as SubmissionForm;
  const drafts = evaluateCompleteness(bare, new Map(), rules, now);
  return run(BEGINNINGS[beginning](drafts), newCase({ ...ids, customerType }), {
    ...countingGround(),
    requirementId: (key) => requirementId(ids.caseId, key),
  }).state;
}

interface Case {
  readonly beginning: Beginning;
  readonly customerType: CustomerType;
  readonly body: unknown;
  readonly assets: ReadonlyMap<string, FileAsset>;
}

const cases = fc
  .record({
    beginning: fc.constantFrom(...(Object.keys(BEGINNINGS) as Beginning[])),
    customerType: fc.constantFrom(...TYPES),
    full: fc.boolean(),
    short: fc.boolean(),
    changes: edits,
    allThere: fc.boolean(),
    states: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
  })
  .map(({ beginning, customerType, full, short, changes, allThere, states }): Case => {
    const whole = (full ? FULL : EXAMPLES)[customerType];
    const body = edited(short ? withoutAt(whole, FIRST_DOCUMENT) : whole, changes);
    return { beginning, customerType, body, assets: assetsOf(body, allThere ? [0] : states) };
  });

/** A round waits for the scans of its files; what isn't scanned yet counts as usable until then. */
function scanned(assets: Case['assets']): DocumentFiles {
  const files = [...documentFiles(assets)];
  return new Map(
    files.map(([id, { status }]) => [id, { status: status === 'PENDING_SCAN' ? 'AVAILABLE' : status }]),
  );
}

const ground = {
  at: now.toISOString(),
  newId: () => 'id',
  requirementId: (key: string) => requirementId(ids.caseId, key),
};

/** A submission, or where that isn't allowed answers to all that is open: either way the next round. */
function nextRound(state: CaseState): CaseCommand {
  const evidence = { evidenceDigest: '', files: [], expiresOn: null };
  if (submissionAllowed(state)) {
    return { type: 'Submit', customerType: state.customerType, ...evidence };
  }
  const open = state.requirements.filter(({ status }) => status === 'OPEN');
  const answers = open.map(({ requirementId }) => ({ requirementId, answerId: 'id' }));
  return { type: 'Answer', answers, completed: evidence };
}

/** The case as it stands once the body was submitted, and rules have judged it by the same clock. */
async function submittedAndJudged(
  before: CaseState,
  form: SubmissionForm,
  one: Case,
): Promise<{ state: CaseState; policy: PolicyDecision }> {
  const files = scanned(one.assets);
  const renewBy = renewalDay(before);
  const input = { form, files, rules, now, renewBy, sandboxOutcome: 'approve' as const };
  const checks = await runChecks(checksFor('sandbox'), input);
  const history = { raisedKeys: [], rejections: 0 };
  const policy = decidePolicy({ ...input, checks, mode: 'sandbox', round: 1, history });
  const drafts = evaluateCompleteness(form, files, rules, now, renewBy);
  const advisory = drafts.filter(({ severity }) => severity === 'ADVISORY');
  const commands: ((state: CaseState) => CaseCommand[])[] = [
    (state) => [nextRound(state), { type: 'StartProcessing' }],
    (state) => recorded(state, checks),
    () => commandsOf(policy, advisory),
  ];
  const state = commands.reduce((soFar, work) => run(work(soFar), soFar, ground).state, before);
  return { state, policy };
}

/** Approved by rules, or left to people. */
const judgedStage = ({ referral }: CaseState) => (referral ? 'PROCESSING' : 'APPROVED');

type Told = Parameters<typeof requirementView>[0];

/** Everything that a partner is shown of what the round raised; once it is decided, what was asked is closed. */
const told = (requirements: readonly Told[], decided: boolean): object[] =>
  requirements
    .filter(({ status }) => status === 'OPEN' || status === 'WAIVED')
    .map((one) =>
      decided ? { ...one, status: 'WAIVED' as const, awaiting: 'OCEAFIN' as const, history: [] } : one,
    )
    .map((one) => requirementView(one))
    .toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));

const RUNS = 300;

describe('whatever a partner writes', () => {
  const seen = { refused: 0, ready: 0, asked: 0, askedAgain: 0 };

  it('preflight says what a submission is refused with and asked for', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const { form, errors } = judgeSubmission(one.customerType, one.body, context, one.assets);
        if (!form || errors.length > 0) {
          expect(errors).not.toHaveLength(0);
          seen.refused += 1;
          return;
        }
        const before = begun(one.customerType, one.beginning);
        const files = documentFiles(one.assets);
        const { ready, requirements } = foresee(before, { form, errors, files, now });
        const { state, policy } = await submittedAndJudged(before, form, one);
        // A rejection by age or country asks for nothing, whatever is missing beside.
        if (policy.kind !== 'REJECT') {
          expect(state.stage).toBe(ready ? judgedStage(state) : 'MISSING_INFO_REQUIRED');
          expect(told(state.requirements, ready)).toEqual(told(requirements, ready));
        }
        seen[ready ? 'ready' : 'asked'] += 1;
        if (requirements.some(({ history }) => history.length > 1)) seen.askedAgain += 1;
      }),
      { numRuns: RUNS, seed: 7 },
    );
    // A generator whose bodies all end alike would prove nothing.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 40);
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
