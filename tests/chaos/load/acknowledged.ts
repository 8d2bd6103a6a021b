/** What the partner was told of one customer, and so may rely on. */
export interface AcknowledgedCustomer {
  readonly customerId: string;
  readonly partnerCustomerRef: string;
  displayName: string;
  readonly files: { readonly fileAssetId: string; readonly sha256: string }[];
  readonly submissions: { readonly submissionId: string; readonly round: number }[];
  closed: boolean;
  /** The highest sequence any answer showed. */
  sequence: number;
  /** What the journey ends in; undefined while it is under way, or when it broke off. */
  endsIn?: string;
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

/** Everything the load was told, and what it saw that contradicts it. */
export class Acknowledged {
  readonly customers = new Map<string, AcknowledgedCustomer>();
  readonly findings: Finding[] = [];
  /** Why requests were sent again, and how often. */
  readonly retries = new Map<string, number>();
  readonly counts = { requests: 0, attempts: 0, acknowledged: 0, readsJudged: 0, journeys: 0 };

  customer(customerId: string, partnerCustomerRef: string, displayName: string): AcknowledgedCustomer {
    const customer: AcknowledgedCustomer = {
      ...{ customerId, partnerCustomerRef, displayName, files: [], submissions: [] },
      ...{ closed: false, sequence: 1 },
    };
    this.customers.set(customerId, customer);
    return customer;
  }

  retried(why: string): void {
    this.retries.set(why, (this.retries.get(why) ?? 0) + 1);
  }

  blame(kind: Kind, of: string, what: string): void {
    this.findings.push({ kind, of, what });
  }
}
