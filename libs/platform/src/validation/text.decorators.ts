import { isIP } from 'node:net';
import { isEmail, isURL } from 'class-validator';
import { defineMember, type MemberOptions, type Rule } from './member';
import {
  forEachItem,
  hasControlCharacters,
  length,
  matches,
  minItems,
  noControls,
  test,
  unique,
} from './rules';
import { textOf } from './text-pattern';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SHA256 = /^[0-9a-f]{64}$/;
/** Language, script, region, variants, extensions, private use (RFC 5646, 2.1). */
const LANGUAGE_TAG =
  /^([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{5,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WYZa-wyz](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?$/;
const DECIMAL = /^(0|[1-9]\d{0,14})(\.\d{1,8})?$/;

export interface TextOptions extends MemberOptions {
  /** Code points, counted after trimming; one at least. Default 200. */
  max?: number;
  /** Otherwise INVALID_FORMAT. Must match the whole text (anchor it) and nothing with control characters. */
  pattern?: RegExp;
  /** Default true: the DTO holds the trimmed text. */
  trim?: boolean;
  /** Tabs and line ends are allowed. */
  multiline?: boolean;
}

export interface TextListOptions extends TextOptions {
  /** Items; `max` is about each text. Default 1. */
  minItems?: number;
  maxItems?: number;
  /** Default true: a repeated text is DUPLICATE. */
  unique?: boolean;
}

/** A text by length in code points, without control characters. */
export function Text(options: TextOptions = {}): PropertyDecorator {
  return defineMember(options, {
    jsonType: 'string',
    schema: textSchema(options),
    rules: textRules(options),
    bind: (value: string) => trimmed(value, options),
  });
}

/** A list of texts. */
export function TextList(options: TextListOptions = {}): PropertyDecorator {
  const { minItems: min = 1, maxItems = 50 } = options;
  const distinct = options.unique ?? true;
  return defineMember(options, {
    jsonType: 'array',
    itemType: 'string',
    maxItems,
    schema: {
      type: 'array',
      items: textSchema(options),
      minItems: min,
      maxItems,
      ...(distinct && { uniqueItems: true }),
    },
    rules: [minItems(min), forEachItem(textRules(options)), ...(distinct ? [unique] : [])],
    bind: (values: string[]) => values.map((value) => trimmed(value, options)),
  });
}

function textRules({ max = 200, pattern, multiline }: TextOptions): Rule[] {
  return [...length(1, max), noControls(multiline), ...(pattern ? [matches(pattern)] : [])];
}

/**
 * A text that fits is accepted, and one that is accepted fits once it is trimmed: a schema can't leave blanks out of its
 * count. Nor can it of a list's comparison: two texts that differ by blanks alone fit and are DUPLICATE.
 */
function textSchema({ max = 200, pattern, multiline, trim = true }: TextOptions) {
  const ours = textOf({ multiline, filled: trim });
  return { type: 'string', minLength: 1, maxLength: max, pattern: pattern?.source ?? ours };
}

/** A text with control characters stays as it is: trimming must not hide a line end or a tab. */
function trimmed(value: string, { trim = true, multiline }: TextOptions): string {
  return trim && !hasControlCharacters(value, multiline) ? value.trim() : value;
}

interface Format {
  rule: Rule;
  schema: Record<string, unknown>;
  max?: number;
  bind?: (value: string) => string;
}

function formatted(options: MemberOptions, { rule, schema, max, bind }: Format): PropertyDecorator {
  return defineMember(options, {
    jsonType: 'string',
    schema: { type: 'string', ...schema, ...(max && { maxLength: max }) },
    rules: [...length(1, max ?? Number.MAX_SAFE_INTEGER), rule],
    bind,
  });
}

/** A UUID of any version; the DTO holds it in lower case. */
export function Uuid(options: MemberOptions = {}): PropertyDecorator {
  return formatted(options, {
    rule: matches(UUID, 'A UUID.'),
    schema: { format: 'uuid' },
    bind: (value) => value.toLowerCase(),
  });
}

/** 64 lowercase hexadecimal digits. */
export function Sha256(options: MemberOptions = {}): PropertyDecorator {
  return formatted(options, {
    rule: matches(SHA256, '64 lowercase hexadecimal digits.'),
    schema: { pattern: SHA256.source },
  });
}

/** A plain email address: no display name, comment, quoted local part or IP literal. */
export function Email(options: MemberOptions = {}): PropertyDecorator {
  return formatted(options, {
    max: 254,
    rule: test<string>('INVALID_FORMAT', isPlainEmail, 'An email address.'),
    schema: { format: 'email' },
    bind: (value) => trimmed(value, {}),
  });
}

/** An absolute http(s) URL without credentials. */
export function HttpUrl(options: MemberOptions = {}): PropertyDecorator {
  const accepted = { protocols: ['http', 'https'], require_protocol: true, disallow_auth: true };
  return formatted(options, {
    max: 2048,
    rule: test<string>(
      'INVALID_FORMAT',
      (text) => !hasControlCharacters(text) && isURL(text, accepted),
      'An http or https URL.',
    ),
    schema: { format: 'uri' },
    bind: (value) => trimmed(value, {}),
  });
}

/** An IPv4 or IPv6 address without zone. */
export function IpAddress(options: MemberOptions = {}): PropertyDecorator {
  return formatted(options, {
    rule: test<string>('INVALID_FORMAT', (text) => isIP(text) !== 0 && !text.includes('%'), 'An IP address.'),
    schema: { anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] },
  });
}

/** A BCP 47 language tag, e.g. `en-SG`, by its grammar. */
export function LanguageTag(options: MemberOptions = {}): PropertyDecorator {
  return formatted(options, {
    max: 35,
    rule: matches(LANGUAGE_TAG, 'A BCP 47 language tag.'),
    schema: { pattern: LANGUAGE_TAG.source },
  });
}

/** A non-negative decimal number as text: up to 15 digits before and 8 after the point. */
export function DecimalText(options: MemberOptions = {}): PropertyDecorator {
  return formatted(options, {
    rule: matches(DECIMAL, 'A decimal number as text.'),
    schema: { pattern: DECIMAL.source },
  });
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The library throws on half a surrogate pair, which counts as a control character here. */
function isPlainEmail(text: string): boolean {
  return !hasControlCharacters(text) && !text.includes('"') && isEmail(text);
}
