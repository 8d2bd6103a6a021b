import type { FieldError } from '@oceafin/contracts';
import {
  Check,
  fieldError,
  Instant,
  IpAddress,
  LanguageTag,
  NestedList,
  Sha256,
  Text,
  Word,
} from '@oceafin/platform';
import {
  CHANNELS,
  CONSENT_TYPES,
  DEVICE_CHANNELS,
  REQUIRED_CONSENTS,
  type Channel,
  type ConsentType,
} from './words';

@Check<Consent>(
  (_, __, given) =>
    given.has('textSha256') || given.has('text')
      ? []
      : [fieldError('REQUIRED', '/textSha256', 'textSha256 or text is required.')],
  { anyOf: [{ required: ['textSha256'] }, { required: ['text'] }] },
)
export class Consent {
  @Word(CONSENT_TYPES) type: ConsentType;
  @Text() version: string;
  @Sha256({ optional: true, description: 'SHA-256 of the UTF-8 text that was displayed' })
  textSha256?: string;
  @Text({ optional: true, multiline: true, max: 100_000, description: 'The text that was displayed' })
  text?: string;
}

const consentOf = (type: ConsentType) => ({
  contains: { type: 'object', properties: { type: { const: type } }, required: ['type'] },
});
const deviceChannels: readonly Channel[] = DEVICE_CHANNELS;

function missingConsents(consents: readonly (Partial<Consent> | undefined)[] | undefined): FieldError[] {
  // One whose type can't be read may be the one that seems to be missing.
  if (!consents || consents.some((consent) => consent?.type === undefined)) return [];
  const given = new Set(consents.map((consent) => consent?.type));
  const missing = REQUIRED_CONSENTS.filter((type) => !given.has(type));
  return missing.length > 0
    ? [fieldError('CONSENT_MISSING', '/consents', `${missing.join(' and ')} missing.`)]
    : [];
}

function missingDevice(channel: Channel | undefined, given: ReadonlySet<string>): FieldError[] {
  if (!channel || !deviceChannels.includes(channel)) return [];
  return ['ipAddress', 'userAgent']
    .filter((name) => !given.has(name))
    .map((name) => fieldError('REQUIRED', `/${name}`, `Required for ${deviceChannels.join(' and ')}.`));
}

/** What the partner displayed to the end user and captured from them. */
@Check<ConsentEvidence>(
  ({ consents, channel }, _, given) => [...missingConsents(consents), ...missingDevice(channel, given)],
  {
    allOf: [
      ...REQUIRED_CONSENTS.map((type) => ({ properties: { consents: consentOf(type) } })),
      {
        if: { properties: { channel: { enum: [...DEVICE_CHANNELS] } }, required: ['channel'] },
        then: { required: ['ipAddress', 'userAgent'] },
      },
    ],
  },
)
export class ConsentEvidence {
  @NestedList(() => Consent, { min: 0 }) consents: Consent[];
  @Instant({ past: true }) displayedAt: string;
  @Instant({ past: true }) acceptedAt: string;
  @IpAddress({ optional: true, description: 'Required for WEB and MOBILE' }) ipAddress?: string;
  @Text({ optional: true, max: 1000, description: 'Required for WEB and MOBILE' }) userAgent?: string;
  @LanguageTag() locale: string;
  @Word(CHANNELS) channel: Channel;
}
