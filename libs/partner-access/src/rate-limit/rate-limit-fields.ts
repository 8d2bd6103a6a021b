import { Problem } from '@oceafin/platform';
import type { Limit } from './limits';
import type { Taken } from './token-leases';

/**
 * RateLimit and RateLimit-Policy by draft-ietf-httpapi-ratelimit-headers-10: of each policy the quota `q` in a window of
 * `w` seconds, and what remains (`r`) of it for the next `t` seconds, after which it is whole again.
 */
export function rateLimitFields(limits: readonly Limit[], { remaining }: Taken): Record<string, string> {
  const left = limits.map(({ name, requestsPerSecond, burst }, at) => {
    const rest = Math.max(0, Math.min(burst, remaining[at]!));
    return `"${name}";r=${rest};t=${seconds(burst - rest, requestsPerSecond)}`;
  });
  const policies = limits.map(
    ({ name, requestsPerSecond, burst }) => `"${name}";q=${burst};w=${seconds(burst, requestsPerSecond)}`,
  );
  return { RateLimit: left.join(', '), 'RateLimit-Policy': policies.join(', ') };
}

/** PARTNER_RATE_LIMITED by this limit; its next token is at most a second away. */
export function rateLimited({ name, requestsPerSecond, burst }: Limit): Problem {
  return new Problem('PARTNER_RATE_LIMITED', {
    detail: `The limit "${name}" is ${requestsPerSecond} requests a second, and ${burst} at once.`,
    headers: { 'Retry-After': '1' },
  });
}

function seconds(tokens: number, requestsPerSecond: number): number {
  return Math.max(1, Math.ceil(tokens / requestsPerSecond));
}
