import type { AcknowledgedCustomer } from '../load/acknowledged';

/** What the partner was told before it looked. */
export interface Told {
  readonly customer: AcknowledgedCustomer;
  /** The highest sequence that any answer had shown by then. */
  readonly sequence: number;
  readonly control?: 'SUSPENDED' | 'CLOSED';
}

/** One thing that a partner may look at, on whichever app. */
export interface View {
  readonly path: (customer: AcknowledgedCustomer) => string;
  /** @returns what the answer denies of that which was told */
  readonly contradiction: (shown: never, told: Told) => string | undefined;
  /** The sequence that the answer shows, where it shows one. */
  readonly sequence?: (shown: never) => number;
}

interface Profile {
  readonly status: string;
  readonly sequence: number;
  readonly displayName: string;
}
interface Page<T> {
  readonly data: readonly T[];
}
interface TimelineEntry {
  readonly sequence: number;
  readonly eventType: string;
  readonly to: string | null;
}
interface FileShown {
  readonly fileAssetId: string;
  readonly sha256: string;
  readonly status: string;
}

const below = (rest: string) => (customer: AcknowledgedCustomer) =>
  `/customers/${customer.customerId}${rest}`;
const AFTER_SUBMISSION = ['SUBMITTED', 'PROCESSING', 'APPROVED'];

const profile: View = {
  path: below(''),
  contradiction: (shown: Profile, told) => wrongProfile(shown, told),
  sequence: (shown: Profile) => shown.sequence,
};

const list: View = {
  path: ({ partnerCustomerRef }) => `/customers?partnerCustomerRef=${partnerCustomerRef}`,
  contradiction: ({ data: [shown] }: Page<Profile>, told) =>
    shown ? wrongProfile(shown, told) : 'the list is empty',
  sequence: ({ data: [shown] }: Page<Profile>) => shown!.sequence,
};

const timeline: View = {
  path: below('/timeline?limit=100'),
  contradiction: ({ data }: Page<TimelineEntry>, told) => {
    const { submissions, files } = told.customer;
    const times = (type: string): number => data.filter(({ eventType }) => eventType === type).length;
    if (data.some(({ sequence }, index) => sequence !== index + 1)) return 'the timeline has a gap';
    if (data.length < told.sequence) return `the timeline ends at ${data.length} before ${told.sequence}`;
    if (times('customer.onboarding.submitted') < submissions.length) return 'a submission is not told';
    if (times('customer.file.available') < files.length) return 'a file is not told';
    return wrongStatus(data.findLast(({ to }) => to !== null)?.to ?? 'none', told);
  },
  sequence: ({ data }: Page<TimelineEntry>) => data.length,
};

const files: View = {
  path: below('/files?limit=100'),
  contradiction: ({ data }: Page<FileShown>, { customer }) => {
    const shown = new Set(data.map(known));
    const missing = customer.files.find((file) => !shown.has(known({ ...file, status: 'AVAILABLE' })));
    return missing && `file ${missing.fileAssetId} is not in the list as AVAILABLE`;
  },
};

const onboarding: View = {
  path: below('/onboarding'),
  contradiction: (shown: { readonly status: string; readonly round: number }, told) => {
    const round = told.customer.submissions.at(-1)?.round ?? 0;
    if (shown.round < round) return `round ${shown.round} before ${round}`;
    return wrongStatus(shown.status, told);
  },
};

const known = ({ fileAssetId, sha256, status }: FileShown): string => `${fileAssetId} ${sha256} ${status}`;

export const VIEWS: readonly View[] = [profile, list, timeline, files, onboarding];

function wrongProfile({ displayName, sequence, status }: Profile, told: Told): string | undefined {
  if (displayName !== told.customer.displayName) return `named ${displayName}`;
  if (sequence < told.sequence) return `sequence ${sequence} after ${told.sequence}`;
  return wrongStatus(status, told);
}

function wrongStatus(status: string, { customer, control }: Told): string | undefined {
  const right = control ? [control] : customer.submissions.length > 0 ? AFTER_SUBMISSION : ['DRAFT'];
  return right.includes(status) ? undefined : `${status} instead of ${right.join(' or ')}`;
}
