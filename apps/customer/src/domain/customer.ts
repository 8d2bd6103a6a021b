import type {
  ControlReason,
  CustomerStatus,
  DocumentType,
  FileRejectionReason,
  OnboardingStatus,
  PublicEventType,
  RequirementsDiff,
  Retryability,
} from '@oceafin/contracts';

/** A customer as its public history tells it: nothing here comes from anywhere else. */
export interface Customer {
  readonly customerId: string;
  readonly partnerCustomerRef: string;
  /** What partners see. */
  readonly status: CustomerStatus;
  /** What onboarding says; differs from `status` while SUSPENDED or CLOSED masks it. */
  readonly onboardingStatus: OnboardingStatus;
  /** Of the latest decision; null before one and after an approval. */
  readonly retryability: Retryability | null;
  /** The status in which the latest round began; null before the first. */
  readonly roundBeganIn: OnboardingStatus | null;
  /** Of the latest history entry. */
  readonly sequence: number;
  /** RFC 3339 instant of the latest history entry. */
  readonly at: string;
  /** RFC 3339 instant of the latest entry that changed the status. */
  readonly statusChangedAt: string;
}

/** Things a partner or an operator asks for. */
export type CustomerCommand =
  | { readonly kind: 'create'; readonly customerId: string; readonly partnerCustomerRef: string }
  | { readonly kind: 'patch' }
  | { readonly kind: 'close'; readonly reason: ControlReason }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'reinstate' };

/** Something onboarding has already decided; `cause` is the public event that tells it. */
export interface OnboardingFact {
  readonly kind: 'onboarding';
  readonly cause: PublicEventType;
  /** The onboarding status after the fact. */
  readonly status: OnboardingStatus;
  readonly submissionId: string;
  readonly round: number;
  readonly requirements?: RequirementsDiff;
  readonly reasons?: readonly { readonly code: string }[];
  readonly retryability?: Retryability | null;
}

/** A verdict on one of the customer's files. */
export interface FileFact {
  readonly kind: 'file';
  readonly cause: 'customer.file.available' | 'customer.file.rejected';
  readonly fileAssetId: string;
  readonly documentType: DocumentType;
  readonly sha256: string;
  readonly reason: FileRejectionReason | null;
}

export type CustomerFact = OnboardingFact | FileFact;
export type CustomerInput = CustomerCommand | CustomerFact;

/** Identity and time of the entry that an input may lead to. */
export interface Stamp {
  readonly eventId: string;
  /** RFC 3339, UTC, milliseconds; the sequencer's clock. */
  readonly at: string;
}
