import type { FieldErrorCode } from '@oceafin/contracts';
import { isFuture, isLocalDate, latestToday, parseInstant } from './dates';
import { defineMember, type MemberOptions, type Rule } from './member';
import { test } from './rules';

export interface DateOptions extends MemberOptions {
  /** A date in the future is DATE_IN_FUTURE. */
  past?: boolean;
}

export interface IntegerOptions extends MemberOptions {
  min?: number;
  max?: number;
}

/** A day of the calendar, `YYYY-MM-DD`. `past`: not after today in UTC+14. */
export function LocalDate(options: DateOptions = {}): PropertyDecorator {
  const notFuture: Rule = (text: string, { now }) =>
    isLocalDate(text) && text > latestToday(now) ? [{ path: '', code: 'DATE_IN_FUTURE' }] : [];
  return defineMember(options, {
    jsonType: 'string',
    schema: { type: 'string', format: 'date' },
    rules: [
      test<string>('INVALID_FORMAT', isLocalDate, 'A calendar date, YYYY-MM-DD.'),
      ...(options.past ? [notFuture] : []),
    ],
  });
}

/** An RFC 3339 date-time with offset. `past`: not later than now plus 300 s of skew. */
export function Instant(options: DateOptions = {}): PropertyDecorator {
  const notFuture: Rule = (text: string, { now }) => {
    const instant = parseInstant(text);
    return instant && isFuture(instant, now) ? [{ path: '', code: 'DATE_IN_FUTURE' }] : [];
  };
  return defineMember(options, {
    jsonType: 'string',
    schema: { type: 'string', format: 'date-time' },
    rules: [
      test<string>('INVALID_FORMAT', (text) => parseInstant(text) !== undefined, 'An RFC 3339 date-time.'),
      ...(options.past ? [notFuture] : []),
    ],
  });
}

/**
 * A JSON number above 0 up to 100 with at most two decimals. The schema doesn't say `multipleOf: 0.01`:
 * validators that compute with doubles refuse 33.33 by it.
 */
export function Percent(options: MemberOptions = {}): PropertyDecorator {
  return defineMember(options, {
    jsonType: 'number',
    schema: { type: 'number', exclusiveMinimum: 0, maximum: 100 },
    rules: [
      test<number>('OUT_OF_RANGE', (value) => value > 0 && value <= 100, 'Above 0, up to 100.'),
      test<number>('INVALID_FORMAT', (value) => Number(value.toFixed(2)) === value, 'At most two decimals.'),
    ],
  });
}

/** A JSON number without a fraction. */
export function Integer(options: IntegerOptions = {}): PropertyDecorator {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return defineMember(options, {
    jsonType: 'number',
    schema: { type: 'integer', minimum: min, maximum: max },
    rules: [
      test<number>('INVALID_TYPE', Number.isInteger, 'An integer.'),
      test<number>('OUT_OF_RANGE', (value) => value >= min && value <= max, `From ${min} to ${max}.`),
    ],
  });
}

/** The value `true`; `false` is refused with the given code. */
export function TrueOnly(code: FieldErrorCode, options: MemberOptions = {}): PropertyDecorator {
  return defineMember(options, {
    jsonType: 'boolean',
    schema: { type: 'boolean', const: true },
    rules: [test<boolean>(code, (value) => value)],
  });
}
