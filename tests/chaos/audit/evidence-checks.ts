import { TOPICS } from '@oceafin/contracts';
import type { AcknowledgedCustomer, Finding } from '../load/acknowledged';
import { groupedBy } from './compare';
import type { Evidence } from './evidence';

type Blame = (kind: Finding['kind'], what: string) => void;

/** What was attested is what is kept, told and shown; every answer to a requirement is in it, once. */
export function checkEvidence(evidence: Evidence): Finding[] {
  const findings: Finding[] = [];
  const stored = new Map(evidence.onboarding.submissions.map((row) => [row.submissionId, row.digest]));
  const blameOf =
    (of: string): Blame =>
    (kind, what) =>
      findings.push({ kind, of, what });
  for (const { topic, key, evidence: told } of evidence.log) {
    if (topic !== TOPICS.onboarding.name || !told) continue;
    const digest = stored.get(told.submissionId);
    if (digest !== told.digest)
      blameOf(key)('lost', `evidence ${told.submissionId}: ${digest ?? 'none'} instead of ${told.digest}`);
  }
  const answers = groupedBy(evidence.onboarding.answers, (one) => one.customerId);
  for (const customer of evidence.acknowledged) {
    const blame = blameOf(customer.customerId);
    checkShown(customer, evidence, blame);
    checkAnswers(customer, answers.get(customer.customerId) ?? [], blame);
  }
  return findings;
}

function checkShown(customer: AcknowledgedCustomer, { api, onboarding }: Evidence, blame: Blame): void {
  const last = customer.submissions.at(-1);
  if (!last) return;
  const { submissionId } = last;
  const shown = api.submissions.get(submissionId);
  const stored = onboarding.submissions.find((row) => row.submissionId === submissionId)?.digest;
  if (!shown) return blame('lost', `submission ${submissionId} as the partner sent it`);
  for (const [where, digest] of [
    ['shown', shown.evidenceDigest],
    ['computed', shown.computed],
  ])
    if (digest !== stored) blame('lost', `evidence ${submissionId}: ${where} ${digest}, stored ${stored}`);
  for (const answer of customer.answers) {
    if (answer.submissionId === submissionId && !shown.fileAssetIds.includes(answer.fileAssetId))
      blame('lost', `the answer to ${answer.requirementId} in submission ${submissionId}`);
  }
}

/** One that is stored and wasn't acknowledged may be of a journey that broke off. */
function checkAnswers(
  { answers, endsIn }: AcknowledgedCustomer,
  stored: readonly { requirementId: string }[],
  blame: Blame,
): void {
  const counts = new Map<string, number>();
  for (const { requirementId } of stored) counts.set(requirementId, (counts.get(requirementId) ?? 0) + 1);
  for (const { requirementId } of answers) {
    const found = counts.get(requirementId) ?? 0;
    counts.delete(requirementId);
    if (found === 0) blame('lost', `the answer to ${requirementId}`);
    if (found > 1) blame('doubled', `the answer to ${requirementId}`);
  }
  if (endsIn === undefined) return;
  for (const requirementId of counts.keys())
    blame('doubled', `an answer to ${requirementId} that nobody gave`);
}
