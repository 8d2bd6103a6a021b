import { createHash } from 'node:crypto';
import type { HttpAnswer } from '@oceafin/testing';

/** What the partner was told of one customer, and so may rely on. */
export interface AcknowledgedCustomer {
  readonly customerId: string;
  readonly partnerCustomerRef: string;
  displayName: string;
  metadata: Readonly<Record<string, string>>;
  readonly files: { readonly fileAssetId: string; readonly sha256: string }[];
  readonly submissions: { readonly submissionId: string; readonly round: number }[];
  /** Documents given for requirements, and the submission that they completed. */
  readonly answers: Answer[];
  closed: boolean;
  /** The highest sequence any answer showed. */
  sequence: number;
  /** What the journey ends in; undefined while it is under way, or when it broke off. */
  endsIn?: string;
}

export interface Answer {
  readonly requirementId: string;
  readonly fileAssetId: string;
  readonly submissionId: string;
}

/** A mutation that was answered: its retry would be answered by the same bytes. */
export interface AnsweredCall {
  readonly key: string;
  readonly status: number;
  /** Of the answer's body. */
  readonly sha256: string;
}

export type Kind = 'lost' | 'doubled' | 'inverted' | 'stale' | 'stuck' | 'unexpected';
export const KINDS: readonly Kind[] = ['lost', 'doubled', 'inverted', 'stale', 'stuck', 'unexpected'];

/** One thing that isn't as it must be. */
export interface Finding {
  readonly kind: Kind;
  /** Customer, key or place. */
  readonly of: string;
  readonly what: string;
}

/** Less than twice the freshness window, for which nonces are kept. */
const REMEMBERED_MS = 8 * 60_000;

/** Everything the load was told, and what it saw that contradicts it. */
export class Acknowledged {
  readonly customers = new Map<string, AcknowledgedCustomer>();
  readonly findings: Finding[] = [];
  readonly answered: AnsweredCall[] = [];
  /** Nonces of answered requests with the time of the answer, oldest first. */
  private readonly nonces = new Map<string, number>();
  /** Why requests were sent again, and how often. */
  readonly retries = new Map<string, number>();
  readonly counts = { requests: 0, attempts: 0, acknowledged: 0, replays: 0, readsJudged: 0, journeys: 0 };

  customer(
    customerId: string,
    partnerCustomerRef: string,
    displayName: string,
    metadata: Readonly<Record<string, string>> = {},
  ): AcknowledgedCustomer {
    const customer: AcknowledgedCustomer = {
      ...{ customerId, partnerCustomerRef, displayName, metadata, files: [], submissions: [], answers: [] },
      ...{ closed: false, sequence: 1 },
    };
    this.customers.set(customerId, customer);
    return customer;
  }

  /** A mutation was answered. */
  answer(key: string, { status, rawBody }: HttpAnswer): void {
    this.counts.acknowledged += 1;
    this.answered.push({ key, status, sha256: createHash('sha256').update(rawBody).digest('hex') });
  }

  spent(nonce: string): void {
    this.nonces.set(nonce, Date.now());
    for (const oldest of this.nonces.keys()) {
      if (this.isRemembered(oldest)) break;
      this.nonces.delete(oldest);
    }
  }

  /** Those that the product must still know: an older one's timestamp alone is refused. */
  recentNonces(): string[] {
    return [...this.nonces.keys()].filter((nonce) => this.isRemembered(nonce));
  }

  private isRemembered(nonce: string): boolean {
    return Date.now() - (this.nonces.get(nonce) ?? 0) < REMEMBERED_MS;
  }

  retried(why: string): void {
    this.retries.set(why, (this.retries.get(why) ?? 0) + 1);
  }

  blame(kind: Kind, of: string, what: string): void {
    this.findings.push({ kind, of, what });
  }
}
