import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';

/** What came out of a body that was not buffered. */
export interface ReadBody {
  /** Lowercase hex SHA-256 of the raw bytes as sent. */
  readonly sha256Hex: string;
  /** What makes two bodies the same request although their raw bytes differ (another multipart boundary). */
  readonly fingerprint: string;
  /** Handed to the handler as `call.upload`. */
  readonly upload: unknown;
  /** What is wrong with the content (400, 413, 415 or 422); raised at its place in the order of checks. */
  readonly problem?: Error;
  /** Called when the call ends without a commit: drops what was staged. */
  discard(): Promise<void>;
}

/**
 * Reads multipart bodies. It is called only after headers, client and timestamp were found good, but before the
 * signature can be known: nothing it stages may have an effect. It reads the stream to its end even when the content
 * is wrong, and reports that as `problem`; it throws only when the limit is exceeded (413) or the connection breaks.
 */
export interface BodyReader {
  /** Largest raw body in bytes; a larger declared Content-Length is refused before anything else. */
  readonly maxBytes: number;
  read(request: FastifyRequest, stream: Readable): Promise<ReadBody>;
}

let registered: BodyReader | undefined;

/** Registers this process's reader of multipart bodies. */
export function setBodyReader(reader: BodyReader): void {
  registered = reader;
}

export function bodyReader(): BodyReader | undefined {
  return registered;
}
