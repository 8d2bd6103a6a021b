/** One reference token of an RFC 6901 pointer. */
export function escapePointer(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Builds an RFC 6901 pointer from unescaped tokens. */
export function pointer(...tokens: (string | number)[]): string {
  return tokens.map((token) => `/${escapePointer(String(token))}`).join('');
}
