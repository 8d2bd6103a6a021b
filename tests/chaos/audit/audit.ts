import type { Finding } from '../load/acknowledged';
import { checkAcknowledged, checkHistories, checkProjections } from './customer-checks';
import type { Evidence } from './evidence';
import { checkLog, checkQuiet } from './log-checks';

/** Compares what was acknowledged with what databases, topics, API and projections hold. */
export function audit(evidence: Evidence): Finding[] {
  return [checkAcknowledged, checkLog, checkQuiet, checkHistories, checkProjections].flatMap((check) =>
    check(evidence),
  );
}
