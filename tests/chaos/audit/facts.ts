/** Which event of another app becomes which line of the public history; written from the contract, not from the code. */
const PUBLIC: Readonly<Record<string, string>> = {
  CustomerSubmitted: 'customer.onboarding.submitted',
  ProcessingStarted: 'customer.onboarding.processing',
  SubmissionWithdrawn: 'customer.onboarding.withdrawn',
  MissingInfoRequired: 'customer.onboarding.missing_info_required',
  MissingInfoAnswered: 'customer.onboarding.requirements_updated',
  ReverificationRequired: 'customer.onboarding.reverification_required',
  CustomerApproved: 'customer.onboarding.approved',
  CustomerRejected: 'customer.onboarding.rejected',
  FileAvailable: 'customer.file.available',
  FileRejected: 'customer.file.rejected',
};

export interface Telling {
  readonly submissionId?: string;
  readonly round?: number;
  readonly fileAssetId?: string;
}

/** One text for the same fact, in the topic of the app that decided it and in the history that tells it. */
export function factOf(
  eventType: string,
  { submissionId, round, fileAssetId }: Telling,
  status: string,
): string | null {
  if (fileAssetId !== undefined) return `${eventType} ${fileAssetId}`;
  return submissionId === undefined ? null : `${eventType} ${submissionId}#${round} ${status}`;
}

/** @param data of an event on onboarding's or file's topic; undefined where the event isn't public */
export function publicFact(
  name: string,
  data: Telling & {
    readonly status?: string;
    readonly reverification?: boolean;
    readonly customerId?: string | null;
  },
): string | undefined {
  const eventType =
    name === 'CustomerApproved' && data.reverification
      ? 'customer.onboarding.reverification_completed'
      : PUBLIC[name];
  if (eventType === undefined || data.customerId === null) return undefined;
  return factOf(eventType, data, data.status ?? '') ?? undefined;
}
