import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { SANDBOX_OUTCOMES, type SandboxOutcome } from '@oceafin/contracts';
import kyb from '../forms/examples/kyb-submission.json';
import kyc from '../forms/examples/kyc-submission.json';
import { customerTypeOf, documentsOf, judgeForm, type SubmissionForm } from '../forms';
import { context, EXAMPLES, FULL, placesIn, TYPES, withoutAt } from '../forms/examples/mutations';
import { applyAnswer, evaluateCompleteness, rulesAt } from '../rules';
import { withValueAt } from '../rules/json-place';
import {
  checksFor,
  decidePolicy,
  evidenceDigest,
  runChecks,
  type DecisionHistory,
  type PolicyDecision,
} from '.';
import { CHECK_TYPES, type CheckResult, type CheckType, type CheckVerdict, type Mode } from './checks.types';

const { now } = context;
const rules = rulesAt(now);
const KYC = kyc as SubmissionForm;
const KYB = kyb as SubmissionForm;
const fresh: DecisionHistory = { raisedKeys: [], rejections: 0 };

const availableFiles = (form: SubmissionForm) =>
  new Map(documentsOf(form).map(({ document }) => [document.fileAssetId, { status: 'AVAILABLE' as const }]));

async function decide(
  form: SubmissionForm,
  sandboxOutcome: SandboxOutcome,
  history = fresh,
  mode: Mode = 'sandbox',
): Promise<PolicyDecision> {
  const input = { form, files: availableFiles(form), rules, now, sandboxOutcome };
  const checks = await runChecks(checksFor(mode), input);
  return decidePolicy({ ...input, checks, mode, round: 1, history });
}

/** Checks that all pass but those given. */
function verdicts(some: Partial<Record<CheckType, [CheckVerdict, ...string[]]>> = {}): CheckResult[] {
  return CHECK_TYPES.map((type) => {
    const [verdict, ...reasons] = some[type] ?? ['PASS'];
    return { type, verdict, reasons, evidence: { provider: 'test', rulesVersion: rules.version } };
  });
}

const judged = (checks: CheckResult[], mode: Mode = 'sandbox', form = KYC) =>
  decidePolicy({
    checks,
    form,
    files: availableFiles(form),
    rules,
    now,
    mode,
    sandboxOutcome: 'approve',
    round: 1,
    history: fresh,
  });

describe.each([
  ['INDIVIDUAL', KYC, '/additionalPersonalDetails/occupation', 'Architect of gardens'],
  ['CORPORATE', KYB, '/additionalCorporationDetails/descriptionOfBusiness', 'Lights'],
] as const)('in sandbox an %s', (_, form, field, answer) => {
  test('is approved by default', async () => {
    expect(await decide(form, 'approve')).toEqual({ kind: 'APPROVE' });
  });

  test('is rejected for good', async () => {
    expect(await decide(form, 'reject_final')).toMatchObject({
      kind: 'REJECT',
      reasons: ['ONBOARDING_DECLINED'],
      retryability: 'FINAL',
    });
  });

  test('is rejected once, then approved', async () => {
    expect(await decide(form, 'reject_retryable')).toMatchObject({
      kind: 'REJECT',
      retryability: 'RETRYABLE',
    });
    expect(await decide(form, 'reject_retryable', { ...fresh, rejections: 1 })).toEqual({ kind: 'APPROVE' });
  });

  test('fails a check, so that people decide', async () => {
    expect(await decide(form, 'failed_check')).toMatchObject({
      kind: 'REFER',
      internalReasons: expect.arrayContaining(['IDENTITY_FAIL']) as unknown,
    });
  });

  test('waits for people', async () => {
    expect(await decide(form, 'review')).toMatchObject({ kind: 'REFER' });
  });

  test.each([
    [
      'missing_document',
      '/supportingDocuments',
      {
        documentType: 'PROOF_OF_ADDRESS',
        fileAssetId: '00000000-0000-4000-8000-000000000003',
        issuedOn: '2026-06-15',
      },
    ],
    ['missing_data', field, answer],
  ] as const)('%s is asked for once', async (outcome, pointer, value) => {
    const decision = await decide(form, outcome);
    if (decision.kind !== 'REQUEST_INFO') throw new Error(decision.kind);
    const [requirement, ...more] = decision.requirements;
    expect(more).toEqual([]);
    expect(requirement).toMatchObject({ pointer, severity: 'BLOCKING' });
    const answered = applyAnswer(form, requirement!, value);
    expect(await decide(answered, outcome, { ...fresh, raisedKeys: [requirement!.key] })).toEqual({
      kind: 'APPROVE',
    });
  });
});

test('what rules asked for already is not asked for again by the sandbox', () => {
  const bare = withoutAt(KYC, '/supportingDocuments/1');
  const raisedKeys = evaluateCompleteness(bare, availableFiles(bare), rules, now).map((one) => one.key);
  return expect(decide(KYC, 'missing_document', { ...fresh, raisedKeys })).resolves.toEqual({
    kind: 'APPROVE',
  });
});

describe('before any outcome', () => {
  test.each<[string, PolicyDecision]>([
    [
      'AGE',
      { kind: 'REJECT', reasons: ['AGE_BELOW_MINIMUM'], retryability: 'RETRYABLE', internalReasons: [] },
    ],
    [
      'COUNTRY',
      { kind: 'REJECT', reasons: ['UNSUPPORTED_COUNTRY'], retryability: 'RETRYABLE', internalReasons: [] },
    ],
  ])('a failed %s rejects, never for good', (type, decision) => {
    expect(judged(verdicts({ [type]: ['FAIL'] }))).toEqual(decision);
  });

  test('an age below the minimum is not worth asking for documents', async () => {
    const child = withValueAt(
      withValueAt(KYC, '/personalDetails/dateOfBirth', '2015-01-01'),
      '/supportingDocuments',
      [],
    );
    expect(await decide(child, 'approve')).toMatchObject({ kind: 'REJECT' });
  });

  test.each(SANDBOX_OUTCOMES)('what is missing comes before %s', async (outcome) => {
    const decision = await decide(withValueAt(KYC, '/supportingDocuments', []), outcome);
    expect(decision).toMatchObject({
      kind: 'REQUEST_INFO',
      requirements: [{ code: 'DOCUMENT_REQUIRED' }, { code: 'DOCUMENT_REQUIRED' }],
    });
  });

  test('what can not be said yet is waited for', () => {
    expect(
      judged(
        verdicts({ DOCUMENTS: ['UNAVAILABLE', 'SCAN_PENDING'], SCREENING: ['UNAVAILABLE', 'TIMED_OUT'] }),
      ),
    ).toEqual({ kind: 'WAIT', checks: ['DOCUMENTS', 'SCREENING'] });
  });

  test('no check that is not PASS is ever approved by rules', () => {
    for (const type of CHECK_TYPES) {
      for (const verdict of ['FAIL', 'REFER', 'UNAVAILABLE'] as const) {
        for (const mode of ['sandbox', 'live'] as const) {
          expect(judged(verdicts({ [type]: [verdict, 'X'] }), mode).kind).not.toBe('APPROVE');
        }
      }
    }
  });

  test('a political exposure is for people', async () => {
    const pep = withValueAt(KYC, '/additionalPersonalDetails/politicalExposure', {
      status: 'PEP',
      position: 'Mayor',
    });
    expect(await decide(pep, 'approve')).toMatchObject({
      kind: 'REFER',
      internalReasons: ['POLITICAL_EXPOSURE_REFER', 'PEP_RISK'],
    });
  });
});

describe('in live', () => {
  test('nothing is approved without an identity provider', async () => {
    expect(await decide(KYC, 'approve', fresh, 'live')).toMatchObject({ kind: 'REFER' });
  });

  test('the sandbox outcome means nothing', () => {
    for (const sandboxOutcome of SANDBOX_OUTCOMES) {
      expect(
        decidePolicy({
          checks: verdicts(),
          form: KYC,
          files: availableFiles(KYC),
          rules,
          now,
          mode: 'live',
          sandboxOutcome,
          round: 1,
          history: fresh,
        }),
      ).toEqual({ kind: 'APPROVE' });
    }
  });
});

test('a body that preflight finds ready is asked for nothing once submitted', async () => {
  const change = fc.record({ pick: fc.nat(), how: fc.constantFrom('drop', 'empty', 'old', 'text') });
  const changed = (body: unknown, { pick, how }: { pick: number; how: string }) => {
    const places = placesIn(body);
    const place = places[pick % places.length]!;
    if (how === 'drop') return withoutAt(body, place);
    const value = { empty: [] as unknown[], old: '2001-01-01', text: 'text' }[how];
    return withValueAt(body, place, value);
  };
  const ready = { yes: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...TYPES),
      fc.boolean(),
      fc.array(change, { maxLength: 3 }),
      async (type, full, changes) => {
        const body = changes.reduce(changed, (full ? FULL : EXAMPLES)[type] as unknown);
        const { form, errors } = judgeForm(type, body, context);
        if (!form) return expect(errors.length).toBeGreaterThan(0);
        expect(customerTypeOf(form)).toBe(type);
        const drafts = evaluateCompleteness(form, availableFiles(form), rules, now);
        if (drafts.some((one) => one.severity === 'BLOCKING')) return;
        ready.yes += 1;
        expect(judgeForm(type, form, context).errors).toEqual([]);
        expect((await decide(form, 'approve')).kind).not.toBe('REQUEST_INFO');
      },
    ),
    { numRuns: 400 },
  );
  expect(ready.yes).toBeGreaterThan(20);
});

describe('the evidence digest', () => {
  const files = [
    { fileAssetId: 'b', sha256: '2'.repeat(64) },
    { fileAssetId: 'a', sha256: '1'.repeat(64) },
  ];
  const digest = evidenceDigest(KYC, files);

  test('is a SHA-256 that knows no order of members or files', () => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const shuffled = Object.fromEntries(Object.entries(KYC).reverse()) as unknown as SubmissionForm;
    expect(evidenceDigest(shuffled, [...files].reverse())).toBe(digest);
    expect(evidenceDigest(KYC, [...files, files[0]!])).toBe(digest);
  });

  test('changes with anything', () => {
    expect(evidenceDigest(KYC, files.slice(1))).not.toBe(digest);
    expect(evidenceDigest(KYC, [files[1]!, { ...files[0]!, sha256: '3'.repeat(64) }])).not.toBe(digest);
    for (const place of placesIn(KYC)) expect(evidenceDigest(withoutAt(KYC, place), files)).not.toBe(digest);
  });

  test('is that of the canonical form', () => {
    expect(evidenceDigest({ b: 1, a: 'ö' } as unknown as SubmissionForm, [])).toBe(
      createHash('sha256').update('{"files":[],"submission":{"a":"ö","b":1}}').digest('hex'),
    );
  });
});
