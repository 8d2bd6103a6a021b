import type { AcknowledgedCustomer, AnsweredCall } from '../load/acknowledged';

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
  /** Of a submission: what consent and attestation are bound to. */
  readonly evidence?: { readonly submissionId: string; readonly digest: string };
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

export type Metadata = Readonly<Record<string, string>>;

export interface CustomerRow {
  readonly customerId: string;
  readonly partnerCustomerRef: string;
  readonly displayName: string;
  readonly metadata: Metadata;
}

export interface SubmissionRow {
  readonly customerId: string;
  readonly submissionId: string;
  readonly round: number;
  readonly digest: string;
}

/** A submission as the partner gets it back. */
export interface ShownSubmission {
  readonly evidenceDigest: string;
  /** Computed here, from what was shown and from the digests of the files as the partner knows them. */
  readonly computed: string;
  readonly fileAssetIds: readonly string[];
}

/** What an idempotent retry would be answered. */
export interface StoredAnswer extends AnsweredCall {
  readonly app: string;
  /** What the answer's effect raised the mark of this customer to, if any. */
  readonly mark: { readonly customerId: string; readonly version: number } | null;
}

export interface Mark {
  readonly app: string;
  readonly customerId: string;
  readonly version: number;
}

export interface Evidence {
  readonly acknowledged: readonly AcknowledgedCustomer[];
  readonly answered: readonly AnsweredCall[];
  /** Nonces of answered requests that must still be known. */
  readonly spent: readonly string[];
  readonly answers: readonly StoredAnswer[];
  readonly access: { readonly marks: readonly Mark[]; readonly nonces: ReadonlySet<string> };
  readonly messaging: readonly Messaging[];
  /** In the order of their offsets within each partition. */
  readonly log: readonly LogRecord[];
  readonly customer: {
    readonly customers: readonly CustomerRow[];
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
    readonly submissions: readonly SubmissionRow[];
    /** One for each answer that was taken. */
    readonly answers: readonly { customerId: string; requirementId: string }[];
    /** Customers whose next step is due and isn't done. */
    readonly overdue: readonly string[];
  };
  readonly api: {
    readonly customers: ReadonlyMap<
      string,
      { status: string; sequence: number; displayName: string; metadata: Metadata }
    >;
    /** The last of each acknowledged customer, by its id. */
    readonly submissions: ReadonlyMap<string, ShownSubmission>;
    readonly timelines: ReadonlyMap<string, readonly Entry[]>;
  };
}
