import { isAbsolute } from 'node:path';
import { makeExactValidator } from 'envalid';
import { ExpectedError } from './load-config';

export { bool, host, port, str } from 'envalid';

/** A whole number within bounds (inclusive). */
export const integer = (min = 0, max = Number.MAX_SAFE_INTEGER) =>
  makeExactValidator<number>((text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new ExpectedError(`must be a whole number from ${min} to ${max}`);
    }
    return value;
  });

/** A comma-separated list; blanks around the items are dropped. At least one item. */
export const list = makeExactValidator<string[]>((text) => {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) {
    throw new ExpectedError('must be a comma-separated list');
  }
  return items;
});

/** A key of exactly so many bytes, as base64. */
export const keyBytes = (bytes: number) =>
  makeExactValidator<Buffer>((text) => {
    const key = Buffer.from(text, 'base64');
    if (key.length !== bytes || key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
      throw new ExpectedError(`must be ${bytes} bytes in base64`);
    }
    return key;
  });

/** JSON that `faultIn` finds nothing wrong with; what it finds must not quote. */
export const jsonOf = <T>(faultIn: (value: unknown) => string | undefined) =>
  makeExactValidator<T>((text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new ExpectedError('must be JSON');
    }
    const fault = faultIn(value);
    if (fault !== undefined) throw new ExpectedError(fault);
    return value as T;
  });

/** A URL with one of the given protocols, e.g. `urlOf('postgres:', 'postgresql:')`. */
export const urlOf = (...protocols: string[]) =>
  makeExactValidator<string>((text) => {
    const expected = `must be a URL beginning with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
    if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
      throw new ExpectedError(expected);
    }
    return text;
  });

export const postgresUrl = urlOf('postgres:', 'postgresql:');

/** An absolute path. */
export const absolutePath = makeExactValidator<string>((text) => {
  if (!isAbsolute(text)) {
    throw new ExpectedError('must be an absolute path');
  }
  return text;
});
