import type { CustomerStatus, PublicEventDetails, PublicEventPayload } from '@oceafin/contracts';
import type { CustomerFact, OnboardingFact, Stamp } from './customer';

interface Subject {
  readonly customerId: string;
  readonly partnerCustomerRef: string;
}

/** The published payload of a history entry; `fact` is absent for commands. */
export function publicPayload(
  customer: Subject,
  eventType: PublicEventPayload['eventType'],
  sequence: number,
  status: CustomerStatus,
  stamp: Stamp,
  fact?: CustomerFact,
): PublicEventPayload {
  return {
    eventId: stamp.eventId,
    eventType,
    customer: { customerId: customer.customerId, partnerCustomerRef: customer.partnerCustomerRef },
    resource: resourceOf(customer, fact),
    occurredAt: stamp.at,
    data: { sequence, status, ...(fact ? detailsOf(fact) : {}) },
  };
}

function resourceOf(customer: Subject, fact: CustomerFact | undefined): PublicEventPayload['resource'] {
  switch (fact?.kind) {
    case undefined:
      return { resourceType: 'CUSTOMER', resourceId: customer.customerId };
    case 'onboarding':
      return { resourceType: 'SUBMISSION', resourceId: fact.submissionId };
    case 'file':
      return { resourceType: 'FILE', resourceId: fact.fileAssetId };
  }
}

function detailsOf(fact: CustomerFact): Partial<PublicEventDetails> {
  if (fact.kind === 'file') {
    const { fileAssetId, documentType, sha256, reason } = fact;
    return { fileAssetId, documentType, sha256, reason };
  }
  return { submissionId: fact.submissionId, round: fact.round, ...onboardingDetails(fact) };
}

function onboardingDetails(fact: OnboardingFact): Partial<PublicEventDetails> {
  switch (fact.cause) {
    case 'customer.onboarding.missing_info_required':
    case 'customer.onboarding.requirements_updated':
    case 'customer.onboarding.reverification_required':
      return { requirements: fact.requirements ?? { added: [], removed: [], changed: [] } };
    case 'customer.onboarding.approved':
    case 'customer.onboarding.rejected':
      return { reasons: codesOf(fact.reasons), retryability: fact.retryability ?? null };
    default:
      return {};
  }
}

/** Reasons as events carry them: codes alone. */
export function codesOf(reasons: readonly { readonly code: string }[] | undefined): { code: string }[] {
  return (reasons ?? []).map(({ code }) => ({ code }));
}
