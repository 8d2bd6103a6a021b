import type { Mode } from './endpoint/partner-call';

export interface DependedOnApp {
  readonly app: 'customer' | 'file' | 'onboarding';
  /** The app's topic without prefix; a customer's mark is its last version there. */
  readonly topic: string;
}

export interface PartnerAccessOptions {
  readonly app: 'customer' | 'file' | 'onboarding';
  readonly mode: Mode;
  /** Role partner_access_runtime. */
  readonly accessDatabaseUrl: string;
  /** Base64 of 32 bytes: decrypts client secrets. */
  readonly accessKek: string;
  /** The key before a rotation, accepted until every secret is encrypted anew. */
  readonly previousAccessKek?: string;
  /** Base64 of 32 bytes: seals list cursors. */
  readonly cursorKey: string;
  /** Default 300. */
  readonly freshnessWindowSeconds?: number;
  /** Defaults 1000 and 2000, per client over all instances. */
  readonly rateLimitPerSecond?: number;
  readonly rateLimitBurst?: number;
  /** Apps whose events this app's answers are made of. */
  readonly dependsOn: readonly DependedOnApp[];
  /** This app's consumer group, whose inbox heads tell how far its projections are. */
  readonly group: string;
  /** Connections to the access database; default 8. */
  readonly poolSize?: number;
}

export const PARTNER_ACCESS_OPTIONS = Symbol('PARTNER_ACCESS_OPTIONS');

/** Requests per second of one client over all instances, and how many it may send at once. */
export const DEFAULT_RATE_LIMIT = { perSecond: 1_000, burst: 2_000 };
export const DEFAULT_FRESHNESS_SECONDS = 300;
