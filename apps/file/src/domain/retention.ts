const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long what is no (or no longer) evidence is kept, in milliseconds. An asset that nobody deleted stays, and its
 * bytes with it unless they were rejected: how long a customer's evidence must be kept is its customer's affair.
 */
export const RETENTION = {
  /** Bytes without a row: no upload or transaction takes this long, so they never get one. */
  orphanedBytes: HOUR,
  /** A deleted asset can be called back by a submission that was being accepted meanwhile. */
  deletedAssets: DAY,
  /** Nobody may open rejected bytes; until then a verdict can be looked into. The asset itself stays. */
  rejectedBytes: 30 * DAY,
} as const;

export type Retention = Readonly<Record<keyof typeof RETENTION, number>>;
