import type { Mode } from './endpoint/partner-call';
import type { LimitRule } from './rate-limit/limits';

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
  /** 32 bytes: decrypts client secrets. */
  readonly accessKek: Buffer;
  /** The key before a rotation, accepted until every secret is encrypted anew. */
  readonly previousAccessKek?: Buffer;
  /** 32 bytes: seals list cursors. */
  readonly cursorKey: Buffer;
  /** How far a timestamp may lie from the database's time, either way. */
  readonly freshnessWindowSeconds: number;
  /** Per client over all instances: requests a second, and how many it may send at once. */
  readonly rateLimitPerSecond: number;
  readonly rateLimitBurst: number;
  /** Limits beside each client's own: of classes of requests, and of a partner's clients together. */
  readonly rateLimits?: readonly LimitRule[];
  /** Apps whose events this app's answers are made of. */
  readonly dependsOn: readonly DependedOnApp[];
  /** This app's consumer group, whose inbox heads tell how far its projections are. */
  readonly group: string;
  /** Requests that may wait for the databases before further ones get 503; default 60. */
  readonly maxWaitingRequests?: number;
  /** Connections to the access database; default 8. */
  readonly poolSize?: number;
}

export const PARTNER_ACCESS_OPTIONS = Symbol('PARTNER_ACCESS_OPTIONS');
