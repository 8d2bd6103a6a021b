import { getAlpha2Codes } from 'i18n-iso-countries';
import type { FieldErrorCode } from '@oceafin/contracts';
import { defineMember, type MemberOptions } from './member';
import { forEachItem, minItems, test, unique } from './rules';

export interface WordOptions extends MemberOptions {
  /** Code for a text that is none of the words. Default INVALID_VALUE. */
  code?: FieldErrorCode;
}

export interface WordListOptions extends MemberOptions {
  /** Default 1. */
  min?: number;
  /** Default: as many as there are words. */
  max?: number;
}

/** User-assigned codes that country lists carry although ISO 3166-1 doesn't. */
const NOT_ISO = new Set(['XK']);
const COUNTRIES = Object.keys(getAlpha2Codes())
  .filter((code) => !NOT_ISO.has(code))
  .sort();
const CURRENCIES = Intl.supportedValuesOf('currency');

function oneOf(words: readonly string[], code: FieldErrorCode, detail: string) {
  const known = new Set(words);
  return test<string>(code, (word) => known.has(word), detail);
}

function word(words: readonly string[], detail: string, options: WordOptions): PropertyDecorator {
  return defineMember(options, {
    jsonType: 'string',
    schema: { type: 'string', enum: [...words] },
    rules: [oneOf(words, options.code ?? 'INVALID_VALUE', detail)],
  });
}

function wordList(words: readonly string[], detail: string, options: WordListOptions): PropertyDecorator {
  const { min = 1, max = words.length } = options;
  return defineMember(options, {
    jsonType: 'array',
    itemType: 'string',
    maxItems: max,
    schema: {
      type: 'array',
      items: { type: 'string', enum: [...words] },
      minItems: min,
      maxItems: max,
      uniqueItems: true,
    },
    rules: [minItems(min), forEachItem([oneOf(words, 'INVALID_VALUE', detail)]), unique],
  });
}

/** One of the given words, case-sensitive. */
export function Word(words: readonly string[], options: WordOptions = {}): PropertyDecorator {
  return word(words, `One of ${words.join(', ')}.`, options);
}

/** A list of different words. */
export function WordList(words: readonly string[], options: WordListOptions = {}): PropertyDecorator {
  return wordList(words, `One of ${words.join(', ')}.`, options);
}

/** An ISO 3166-1 alpha-2 code in capitals. */
export function CountryCode(options: MemberOptions = {}): PropertyDecorator {
  return word(COUNTRIES, 'An ISO 3166-1 alpha-2 code.', options);
}

/** A list of different ISO 3166-1 alpha-2 codes. */
export function CountryCodeList(options: WordListOptions = {}): PropertyDecorator {
  return wordList(COUNTRIES, 'An ISO 3166-1 alpha-2 code.', options);
}

/** An ISO 4217 code in capitals. */
export function CurrencyCode(options: MemberOptions = {}): PropertyDecorator {
  return word(CURRENCIES, 'An ISO 4217 code.', options);
}
