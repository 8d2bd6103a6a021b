import type { CustomerType } from '@oceafin/contracts';
import { checksFor, runChecks } from '../../apps/onboarding/src/checks';
import { documentsOf, judgeForm } from '../../apps/onboarding/src/forms';
import { evaluateCompleteness, rulesAt } from '../../apps/onboarding/src/rules';

/** What the rules of a day make of a body, its files taken for scanned and clean. */
export async function explain(body: unknown, now: Date): Promise<string[]> {
  const type = typeOf(body);
  const { form, errors } = judgeForm(type, body, { clientId: clientIn(body), now });
  const rules = rulesAt(now);
  const lines = [`${type}, rules ${rules.version} as of ${now.toISOString()}`];
  if (!form) {
    return [
      ...lines,
      'REFUSED (422):',
      ...errors.map((one) => `  ${one.code}  ${one.pointer}  ${one.detail}`),
    ];
  }
  const clean = { status: 'AVAILABLE' as const };
  const files = new Map(documentsOf(form).map(({ document }) => [document.fileAssetId, clean]));
  const drafts = evaluateCompleteness(form, files, rules, now);
  const checks = await runChecks(checksFor('sandbox'), { form, files, rules, now });
  return [
    ...lines,
    'ACCEPTED (202)',
    'Requirements:',
    ...listed(drafts.map((one) => `${one.severity}  ${one.code}  ${one.pointer}  ${one.detail}`)),
    'Checks:',
    ...listed(checks.map(({ type: check, verdict, reasons }) => [check, verdict, ...reasons].join('  '))),
  ];
}

function listed(lines: readonly string[]): string[] {
  return lines.length > 0 ? lines.map((line) => `  ${line}`) : ['  none'];
}

function typeOf(body: unknown): CustomerType {
  const company = ['corporationDetails', 'additionalCorporationDetails'];
  return typeof body === 'object' && body !== null && company.some((name) => name in body)
    ? 'CORPORATE'
    : 'INDIVIDUAL';
}

/** Nobody signs here: the body's own client is taken for the one that would. */
function clientIn(body: unknown): string {
  const attestation = (body as { partnerAttestation?: { attestedByClientId?: unknown } } | null)
    ?.partnerAttestation;
  const clientId = attestation?.attestedByClientId;
  return typeof clientId === 'string' ? clientId : '';
}
