import type {
  CustomerApproved,
  CustomerRejected,
  CustomerSubmitted,
  FileAvailable,
  FileRejected,
  MissingInfoAnswered,
  MissingInfoRequired,
  ProcessingStarted,
  RequirementsDue,
  ReverificationRequired,
  SubmissionWithdrawn,
} from '@oceafin/contracts';
import type { FileFact, OnboardingFact } from './customer';

type Round = Pick<ProcessingStarted, 'status' | 'submissionId' | 'round'>;

const fact = (cause: OnboardingFact['cause'], { status, submissionId, round }: Round): OnboardingFact => ({
  kind: 'onboarding',
  cause,
  status,
  submissionId,
  round,
});

/** What each onboarding event means for the public history, by the event's name. */
export const onboardingFacts = {
  CustomerSubmitted: (data: CustomerSubmitted) => fact('customer.onboarding.submitted', data),
  ProcessingStarted: (data: ProcessingStarted) => fact('customer.onboarding.processing', data),
  SubmissionWithdrawn: (data: SubmissionWithdrawn) => fact('customer.onboarding.withdrawn', data),
  MissingInfoRequired: (data: MissingInfoRequired) => ({
    ...fact('customer.onboarding.missing_info_required', data),
    requirements: data.requirements,
  }),
  MissingInfoAnswered: (data: MissingInfoAnswered) => ({
    ...fact('customer.onboarding.requirements_updated', data),
    requirements: data.requirements,
  }),
  ReverificationRequired: (data: ReverificationRequired) => ({
    ...fact('customer.onboarding.reverification_required', data),
    requirements: data.requirements,
  }),
  RequirementsDue: (data: RequirementsDue) => fact('customer.onboarding.requirements_due', data),
  CustomerApproved: (data: CustomerApproved) => ({
    ...fact(
      data.reverification ? 'customer.onboarding.reverification_completed' : 'customer.onboarding.approved',
      data,
    ),
    reasons: data.reasons,
  }),
  CustomerRejected: (data: CustomerRejected) => ({
    ...fact('customer.onboarding.rejected', data),
    reasons: data.reasons,
    retryability: data.retryability,
  }),
};

/** What a file verdict means for the public history of the customer it belongs to. */
export const fileFacts = {
  FileAvailable: (data: FileAvailable) => verdict('customer.file.available', data, null),
  FileRejected: (data: FileRejected) => verdict('customer.file.rejected', data, data.reason),
};

function verdict(cause: FileFact['cause'], data: FileAvailable, reason: FileFact['reason']): FileFact {
  const { fileAssetId, documentType, sha256 } = data;
  return { kind: 'file', cause, fileAssetId, documentType, sha256, reason };
}
