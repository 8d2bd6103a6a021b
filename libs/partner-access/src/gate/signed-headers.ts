import { Problem } from '@oceafin/platform';
import type { IncomingMessage } from 'node:http';
import { parseTimestamp } from './freshness';

/** The headers of a signed request, each present once and well-formed. */
export interface SignedHeaders {
  readonly clientId: string;
  /** As sent: it is signed as text. */
  readonly timestampText: string;
  readonly timestamp: Date;
  readonly nonce: string;
  /** Lowercase hex. */
  readonly signature: string;
  readonly requestId: string;
  /** Undefined where it is missing, malformed or repeated. */
  readonly idempotencyKey: string | undefined;
}

const CLIENT_ID = /^[\x21-\x7e]{1,128}$/;
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
const NONCE = /^[\x21-\x7e]{16,128}$/;
const KEY = /^[\x21-\x7e]{1,255}$/;
const SIGNATURE = /^[0-9a-f]{64}$/;

/**
 * Reads the required headers from the wire's own list, where repetitions show.
 * Throws PARTNER_AUTH_FAILED that names what is missing; malformed or repeated counts as missing.
 */
export function readSignedHeaders(request: IncomingMessage): SignedHeaders {
  const found = singleHeaders(request.rawHeaders);
  const missing: string[] = [];
  const required = (name: string, pattern: RegExp): string => {
    const value = found.get(name.toLowerCase());
    if (value !== undefined && pattern.test(value)) return value;
    missing.push(name);
    return '';
  };
  const clientId = required('X-Partner-Client-Id', CLIENT_ID);
  const timestampText = required('X-Partner-Timestamp', /./);
  const nonce = required('X-Partner-Nonce', NONCE);
  const signature = required('X-Partner-Signature', SIGNATURE);
  const requestId = required('X-Request-Id', REQUEST_ID);
  const timestamp = parseTimestamp(timestampText);
  if (!timestamp && timestampText) missing.push('X-Partner-Timestamp');
  if (missing.length > 0 || !timestamp) {
    throw new Problem('PARTNER_AUTH_FAILED', {
      detail: `Missing, malformed or repeated: ${missing.join(', ')}.`,
    });
  }
  const key = found.get('idempotency-key');
  const idempotencyKey = key !== undefined && KEY.test(key) ? key : undefined;
  return { clientId, timestampText, timestamp, nonce, signature, requestId, idempotencyKey };
}

/** The header's value; undefined where it is missing or repeated. `name` in lower case. */
export function soleHeader(request: IncomingMessage, name: string): string | undefined {
  return singleHeaders(request.rawHeaders).get(name);
}

/** Header values by lower-case name; a name that occurs twice is left out. */
function singleHeaders(rawHeaders: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  const repeated = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    if (values.has(name)) repeated.add(name);
    values.set(name, rawHeaders[at + 1]!);
  }
  for (const name of repeated) values.delete(name);
  return values;
}
