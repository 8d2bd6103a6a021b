import { Problem } from '@oceafin/platform';
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

export interface CollectedBody {
  readonly bytes: Buffer;
  /** Lowercase hex, over the exact bytes. */
  readonly sha256Hex: string;
}

/** Refuses a declared size over the limit before anything else is looked at. */
export function refuseDeclaredSize(request: IncomingMessage, maxBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

/** Reads a body into memory; one that turns out longer than `maxBytes` is cut there and refused (413). */
export function collectBody(stream: Readable, maxBytes: number): Promise<CollectedBody> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (act: () => void) => {
      stream.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      act();
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        // The rest is drained unread, so that the answer reaches a client that is still sending.
        return settle(() => (stream.resume(), reject(tooLarge(maxBytes))));
      }
      hash.update(chunk);
      chunks.push(chunk);
    };
    const onEnd = () =>
      settle(() => resolve({ bytes: Buffer.concat(chunks, size), sha256Hex: hash.digest('hex') }));
    const onBroken = () =>
      settle(() => reject(new Problem('PARTNER_REQUEST_INVALID', { detail: 'The body ended early.' })));
    stream.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

function tooLarge(maxBytes: number): Problem {
  return new Problem('PARTNER_PAYLOAD_TOO_LARGE', { detail: `At most ${maxBytes} bytes are accepted here.` });
}
