import { createHash, createHmac } from 'node:crypto';

export interface SignedParts {
  method: string;
  /** Raw path with raw query exactly as on the wire, with `/partner/v1`. */
  target: string;
  /** Lowercase hex SHA-256 of the raw body. */
  bodySha256: string;
  /** The header's text as sent. */
  timestamp: string;
  nonce: string;
  /** Ignored for GET. */
  idempotencyKey?: string;
}

/** The six lines that are signed, joined by `\n` without a trailing one. */
export function baseString(parts: SignedParts): string {
  const key = parts.method === 'GET' ? '' : (parts.idempotencyKey ?? '');
  return [parts.method, parts.target, parts.bodySha256, parts.timestamp, parts.nonce, key].join('\n');
}

/** What is signed of a request target in absolute form or with a fragment: its path and query alone. */
export function signedTarget(wireTarget: string): string {
  return wireTarget.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
}

export function sha256Hex(body: string | Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

export const EMPTY_SHA256 = sha256Hex('');

/** Raw HMAC-SHA256; the key is the UTF-8 bytes of the secret. */
export function hmac(secret: string, base: string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'utf8')).update(base, 'utf8').digest();
}
