import type { Finding } from '../load/acknowledged';
import { checkAcknowledged, checkHistories, checkProjections } from './customer-checks';
import type { Evidence } from './evidence';
import { checkEvidence } from './evidence-checks';
import { checkLog, checkQuiet } from './log-checks';
import { checkAnswers, checkMarks, checkNonces } from './request-checks';

const CHECKS: readonly ((evidence: Evidence) => Finding[])[] = [
  checkAcknowledged,
  checkEvidence,
  checkLog,
  checkQuiet,
  checkHistories,
  checkProjections,
  checkAnswers,
  checkMarks,
  checkNonces,
];

/** Compares what was acknowledged with what databases, topics, API and projections hold. */
export function audit(evidence: Evidence): Finding[] {
  return CHECKS.flatMap((check) => check(evidence));
}
