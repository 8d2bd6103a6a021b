import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import kyb from '../forms/examples/kyb-submission.json';
import kyc from '../forms/examples/kyc-submission.json';
import { customerTypeOf, documentsOf, judgeForm, type SubmissionForm } from '../forms';
import { context } from '../forms/examples/mutations';
import { evaluateCompleteness, rulesAt } from '../rules';
import { valueAt, withValueAt } from '../rules/json-place';
import { checksFor, decidePolicy, runChecks } from '.';

const { now } = context;
const rules = rulesAt(now);
const EXAMPLES: Record<string, unknown> = { kyc, kyb };

interface Line {
  readonly example: string;
  readonly at: string;
  readonly value: unknown;
  readonly ends: string;
}

/** The lines of the document's tables of data. */
function lines(): Line[] {
  const document = readFileSync(join(__dirname, '../../../../docs/sandbox.md'), 'utf8');
  return [...document.matchAll(/^### In (kyc|kyb)-submission\.json\n([^#]*)/gm)].flatMap(
    ([, example = '', section = '']) =>
      [...section.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| (.*?) +\|$/gm)].map(
        ([, at = '', value = '', ends = '']) => ({ example, at, value: JSON.parse(value) as unknown, ends }),
      ),
  );
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function changed({ example, at, value }: Line): SubmissionForm {
  const form = EXAMPLES[example] as SubmissionForm;
  const standing = valueAt(form, at);
  const merged = isObject(value) && isObject(standing) ? { ...standing, ...value } : value;
  const body = withValueAt(form, at, merged);
  expect(judgeForm(customerTypeOf(form), body, context).errors).toEqual([]);
  return body;
}

const told = (status: string, codes: readonly string[]): string =>
  [status, ...new Set(codes.toSorted())].join(' ');

/** Where the first round of the form ends, in the document's words. */
async function endOf(form: SubmissionForm): Promise<string> {
  const files = new Map(
    documentsOf(form).map(({ document }) => [document.fileAssetId, { status: 'AVAILABLE' as const }]),
  );
  const input = { form, files, rules, now, sandboxOutcome: 'approve' as const };
  const checks = await runChecks(checksFor('sandbox'), input);
  const history = { raisedKeys: [], rejections: 0 };
  const decision = decidePolicy({ ...input, checks, mode: 'sandbox', round: 1, history });
  const asked = evaluateCompleteness(form, files, rules, now);
  const codesOf = (severity: string) =>
    asked.filter((one) => one.severity === severity).map(({ code }) => code);
  if (decision.kind === 'REQUEST_INFO') return told('MISSING_INFO_REQUIRED', codesOf('BLOCKING'));
  if (decision.kind === 'REJECT') return told('REJECTED', decision.reasons);
  if (decision.kind === 'REFER') {
    const unclear = checks.filter(({ verdict }) => verdict !== 'PASS');
    return told(
      'PROCESSING',
      unclear.map(({ type }) => type),
    );
  }
  return asked.length > 0 ? `${told('APPROVED, advising', codesOf('ADVISORY'))}` : 'APPROVED';
}

describe('docs/sandbox.md', () => {
  it('has data for both kinds of customers', () => {
    expect(lines().filter(({ example }) => example === 'kyc').length).toBeGreaterThan(10);
    expect(lines().filter(({ example }) => example === 'kyb').length).toBeGreaterThan(5);
  });

  it.each(lines())('$example with $value at $at ends in $ends', async (line) => {
    expect(await endOf(changed(line))).toBe(line.ends);
  });
});
