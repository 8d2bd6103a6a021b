import { ExpectedError, integer, keyBytes, postgresUrl, str, type Config } from '@oceafin/platform';
import { makeExactValidator } from 'envalid';
import type { PartnerAccessOptions } from './partner-access.options';
import { parseLimitRules, type LimitRule } from './rate-limit/limits';

/** None lower than what the contract grants a client by itself (docs/adr/0015). */
const DEFAULT_LIMITS = 'partner=5000/10000,partner-write=2000/4000,partner-upload=1000/2000';

const limitRules = makeExactValidator<LimitRule[]>((text) => {
  const rules = parseLimitRules(text);
  if (!rules) throw new ExpectedError('must be a list like partner=5000/10000,client-upload=20/40');
  return rules;
});

/** The settings of the partner edge, for an app's `config.ts`: spread them beside the platform's. */
export const partnerAccessSettings = {
  MODE: str({ choices: ['sandbox', 'live'] as const, desc: 'sandbox or live' }),
  ACCESS_DATABASE_URL: postgresUrl({ desc: 'the access database as partner_access_runtime' }),
  ACCESS_KEK: keyBytes(32)({ desc: 'key that client secrets are sealed with, 32 bytes in base64' }),
  ACCESS_KEK_PREVIOUS: keyBytes(32)({
    default: undefined,
    desc: 'the key before a rotation, until rotate-kek ran',
  }),
  CURSOR_KEY: keyBytes(32)({ desc: 'key that list cursors are sealed with, 32 bytes in base64' }),
  FRESHNESS_WINDOW_SECONDS: integer(
    1,
    3_600,
  )({ default: 300, desc: 'how far a timestamp may be off, either way' }),
  RATE_LIMIT_PER_SECOND: integer(1)({
    default: 1_000,
    desc: 'requests a second of one client, over all instances',
  }),
  RATE_LIMIT_BURST: integer(1)({ default: 2_000, desc: 'requests that one client may send at once' }),
  RATE_LIMITS: limitRules({
    default: parseLimitRules(DEFAULT_LIMITS),
    desc: 'further limits, a second/at once: partner, and client or partner of read, write or upload',
  }),
  MAX_WAITING_REQUESTS: integer(1)({
    default: 60,
    desc: 'requests that may wait for the databases of this instance; further ones get 503',
  }),
};

/** The module's options from the validated settings and what the app knows of itself. */
export function partnerAccessOptions(
  config: Config<typeof partnerAccessSettings>,
  app: Pick<PartnerAccessOptions, 'app' | 'dependsOn' | 'group'>,
): PartnerAccessOptions {
  return {
    ...app,
    mode: config.MODE,
    accessDatabaseUrl: config.ACCESS_DATABASE_URL,
    accessKek: config.ACCESS_KEK,
    previousAccessKek: config.ACCESS_KEK_PREVIOUS,
    cursorKey: config.CURSOR_KEY,
    freshnessWindowSeconds: config.FRESHNESS_WINDOW_SECONDS,
    rateLimitPerSecond: config.RATE_LIMIT_PER_SECOND,
    rateLimitBurst: config.RATE_LIMIT_BURST,
    rateLimits: config.RATE_LIMITS,
    maxWaitingRequests: config.MAX_WAITING_REQUESTS,
  };
}
