import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { baseString, multipartBody, type PartnerCredentials, sign, type UploadParts } from '@oceafin/testing';

export interface CutOffUpload {
  /** Below the base path. */
  readonly path: string;
  readonly parts: UploadParts;
  readonly idempotencyKey: string;
  /** How much of the body is sent, 0 to 1. */
  readonly share: number;
}

const MOST_MS = 5_000;

/** Sends the beginning of a rightly signed upload, then lets the connection go; fails for nothing. */
export async function sendPartOf(credentials: PartnerCredentials, upload: CutOffUpload): Promise<void> {
  const { clientId, secret, baseUrl } = credentials;
  const { path, parts, idempotencyKey, share } = upload;
  const { body, contentType } = multipartBody(parts);
  const target = `/partner/v1${path}`;
  const signed = {
    ...{ method: 'POST', target, body, idempotencyKey },
    ...{ timestamp: new Date().toISOString(), nonce: randomUUID() },
  };
  const headers = {
    ...{ host: 'partner', 'content-type': contentType, 'content-length': body.length },
    ...{
      'x-partner-client-id': clientId,
      'x-partner-timestamp': signed.timestamp,
      'x-partner-nonce': signed.nonce,
    },
    ...{ 'x-partner-signature': sign(secret, baseString(signed)), 'x-request-id': randomUUID() },
    'idempotency-key': idempotencyKey,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1');
  socket.setTimeout(MOST_MS, () => socket.destroy());
  await new Promise<void>((resolve) => {
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
    socket.write(`POST ${target} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
    socket.write(body.subarray(0, Math.floor(body.length * share)), () => resolve());
  });
  socket.destroySoon();
}
