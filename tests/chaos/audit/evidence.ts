import type { AcknowledgedCustomer } from '../load/acknowledged';

/** One line of a public history, wherever it is told: table, topics, timeline. */
export interface Entry {
  readonly sequence: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** A history line with what it was made from. */
export interface HistoryEntry extends Entry {
  readonly onboardingStatus: string;
  /** The onboarding round or file it tells of, as `factOf` writes it; null of the customer app's own acts. */
  readonly fact: string | null;
}

/** A record of the log, by what the audit needs of it. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly version: number;
  readonly id: string;
  /** Event name without app and version. */
  readonly name: string;
  /** On customer's topic and the public feed. */
  readonly entry?: Entry;
  /** On onboarding's and file's topics, where the event belongs into a public history. */
  readonly fact?: string;
  /** On the compacted topic. */
  readonly snapshot?: { readonly status: string; readonly sequence: number };
}

export interface Head {
  readonly topic: string;
  readonly key: string;
  readonly version: number;
}

/** What every app's database holds for the agreement between them. */
export interface Messaging {
  readonly app: string;
  readonly outboxHeads: readonly Head[];
  readonly outboxLeft: readonly Head[];
  readonly inboxHeads: readonly (Head & { readonly consumer: string })[];
  readonly parked: readonly (Head & { readonly consumer: string; readonly code: string })[];
}

export interface FileRow {
  readonly fileAssetId: string;
  readonly customerId: string;
  readonly sha256: string;
  readonly status: string;
}

export interface Evidence {
  readonly acknowledged: readonly AcknowledgedCustomer[];
  readonly messaging: readonly Messaging[];
  /** In the order of their offsets within each partition. */
  readonly log: readonly LogRecord[];
  readonly customer: {
    readonly customers: readonly { customerId: string; partnerCustomerRef: string; displayName: string }[];
    readonly histories: ReadonlyMap<string, readonly HistoryEntry[]>;
    readonly statuses: ReadonlyMap<string, { status: string; onboardingStatus: string; sequence: number }>;
  };
  readonly file: {
    readonly controls: ReadonlyMap<string, string>;
    readonly files: ReadonlyMap<string, FileRow>;
  };
  readonly onboarding: {
    readonly statuses: ReadonlyMap<string, string>;
    readonly caseStatuses: ReadonlyMap<string, string>;
    readonly files: ReadonlyMap<string, FileRow>;
    readonly submissions: readonly { customerId: string; submissionId: string; round: number }[];
    /** Customers whose next step is due and isn't done. */
    readonly overdue: readonly string[];
  };
  readonly api: {
    readonly customers: ReadonlyMap<string, { status: string; sequence: number; displayName: string }>;
    readonly timelines: ReadonlyMap<string, readonly Entry[]>;
  };
}
