import { Problem } from '@oceafin/platform';
import type { Claim, IdempotentRequest, StoredAnswer } from './idempotency-store';

const NOT_STORED = new Set<string>(['PARTNER_IDEMPOTENCY_CONFLICT', 'PARTNER_IDEMPOTENCY_IN_FLIGHT']);

/** Whether the refusal answers the request for good: it came after the body was judged (404, 409, 422). */
export function isStored(refusal: Problem): boolean {
  return [404, 409, 422].includes(refusal.status) && !NOT_STORED.has(refusal.code);
}

/**
 * The answer to replay, if the key has one. Throws where the key belongs to another request or to a call that is
 * still in work.
 */
export function earlierAnswer(claim: Claim, request: IdempotentRequest): StoredAnswer | undefined {
  if (claim.state === 'CLAIMED') return undefined;
  if (claim.state === 'IN_FLIGHT') throw inFlight();
  if (claim.fingerprint !== request.fingerprint) throw new Problem('PARTNER_IDEMPOTENCY_CONFLICT');
  return claim.answer;
}

export function inFlight(): Problem {
  return new Problem('PARTNER_IDEMPOTENCY_IN_FLIGHT', { headers: { 'Retry-After': '1' } });
}
