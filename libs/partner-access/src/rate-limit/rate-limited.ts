import { Problem } from '@oceafin/platform';
import type { PartnerClient } from '../endpoint/partner-call';

const RETRY_AFTER_SECONDS = 1;

/** PARTNER_RATE_LIMITED with the header fields of draft-ietf-httpapi-ratelimit-headers. */
export function rateLimited({ requestsPerSecond, burst }: PartnerClient['rateLimit']): Problem {
  return new Problem('PARTNER_RATE_LIMITED', {
    detail: `A client may send ${requestsPerSecond} requests a second, and ${burst} at once.`,
    headers: {
      'Retry-After': String(RETRY_AFTER_SECONDS),
      RateLimit: `"client";r=0;t=${RETRY_AFTER_SECONDS}`,
      'RateLimit-Policy': `"client";q=${requestsPerSecond};w=1`,
    },
  });
}
