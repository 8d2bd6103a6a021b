import { createHash, createHmac } from 'node:crypto';

/** What section 1 of the partner contract signs; `target` is the raw path with the raw query. */
export interface SignedParts {
  readonly method: string;
  readonly target: string;
  readonly body: Buffer;
  readonly timestamp: string;
  readonly nonce: string;
  /** Empty for GET. */
  readonly idempotencyKey: string;
}

/** Six lines joined by `\n`, no trailing newline. */
export function baseString(parts: SignedParts): string {
  const bodySha256 = createHash('sha256').update(parts.body).digest('hex');
  return [parts.method, parts.target, bodySha256, parts.timestamp, parts.nonce, parts.idempotencyKey].join(
    '\n',
  );
}

/** Lowercase hex HMAC-SHA256; the key is the secret's UTF-8 bytes. */
export function sign(secret: string, base: string): string {
  return createHmac('sha256', Buffer.from(secret, 'utf8')).update(base, 'utf8').digest('hex');
}
