/** Unescaped tokens of an RFC 6901 pointer. */
export function tokensOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

type Json = Record<string, unknown> | unknown[];

function isContainer(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function child(value: unknown, token: string): unknown {
  return isContainer(value) && Object.hasOwn(value, token)
    ? (value as Record<string, unknown>)[token]
    : undefined;
}

/** What stands at `pointer`; undefined where nothing does. */
export function valueAt(document: unknown, pointer: string): unknown {
  return tokensOf(pointer).reduce(child, document);
}

/**
 * A copy of the document with another value at `pointer`; what isn't on the way is shared with the
 * original. The parent must be there.
 */
export function withValueAt<T>(document: T, pointer: string, value: unknown): T {
  return replaced(document, tokensOf(pointer), value) as T;
}

function replaced(document: unknown, [token, ...rest]: string[], value: unknown): unknown {
  if (token === undefined) return value;
  if (!isContainer(document)) throw new Error('there is nothing at the pointer of a requirement');
  const inner = replaced(child(document, token), rest, value);
  if (Array.isArray(document)) return document.with(Number(token), inner);
  return { ...document, [token]: inner };
}
