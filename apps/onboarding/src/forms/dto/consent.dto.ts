import type { Channel, ConsentType } from './words';

/** One of `textSha256` and `text` is required. */
export class Consent {
  type: ConsentType;
  version: string;
  textSha256?: string;
  text?: string;
}

/** What the partner displayed to the end user and captured from them. */
export class ConsentEvidence {
  consents: Consent[];
  displayedAt: string;
  acceptedAt: string;
  ipAddress?: string;
  userAgent?: string;
  locale: string;
  channel: Channel;
}
