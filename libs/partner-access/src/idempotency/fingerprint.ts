import { createHash } from 'node:crypto';

/** Two requests with one key are the same request when this is equal. */
export function requestFingerprint(request: {
  method: string;
  target: string;
  bodyFingerprint: string;
}): string {
  return createHash('sha256')
    .update(`${request.method}\n${request.target}\n${request.bodyFingerprint}`)
    .digest('hex');
}
