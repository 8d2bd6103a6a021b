import { timingSafeEqual } from 'node:crypto';
import { hmac } from './base-string';

/** Stands in where a client has no secret, so that refusing it costs the same. */
const DECOY = 'no client has this secret';

/**
 * Whether one of the live secrets signed the base string. Every secret is tried, and compared in constant time.
 * @param signature 64 lowercase hex digits.
 */
export function isSignedBy(secrets: readonly string[], base: string, signature: string): boolean {
  const given = Buffer.from(signature, 'hex');
  let matches = false;
  for (const secret of secrets.length > 0 ? secrets : [DECOY]) {
    matches = timingSafeEqual(hmac(secret, base), given) || matches;
  }
  return matches && secrets.length > 0;
}
