import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { DEFAULT_MAX_BODY_BYTES, type PartnerEndpointOptions } from '../endpoint/partner-endpoint.options';
import type { AdmittedBody } from './admission';
import { bodyReader, type BodyReader } from './body-reader';
import { collectBody } from './collect-body';

export interface HashedBody {
  readonly body: AdmittedBody;
  readonly sha256Hex: string;
  readonly fingerprint: string;
}

/** How a request's body will be read: streamed by the registered reader, or collected up to a limit. */
export interface BodyPlan {
  readonly maxBytes: number;
  readonly reader?: BodyReader;
}

export function planBody(endpoint: PartnerEndpointOptions, contentType: string | undefined): BodyPlan {
  const reader = endpoint.accepts?.startsWith('multipart') && isForm(contentType) ? bodyReader() : undefined;
  if (reader) return { maxBytes: reader.maxBytes, reader };
  return { maxBytes: endpoint.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES };
}

export async function readBody(
  { reader, maxBytes }: BodyPlan,
  request: FastifyRequest,
  stream: Readable,
): Promise<HashedBody> {
  if (reader) {
    const read = await reader.read(request, stream);
    return {
      body: {
        kind: 'multipart',
        upload: read.upload,
        problem: read.problem,
        discard: () => read.discard(),
      },
      sha256Hex: read.sha256Hex,
      fingerprint: read.fingerprint,
    };
  }
  const { bytes, sha256Hex } = await collectBody(stream, maxBytes);
  return { body: { kind: 'bytes', bytes }, sha256Hex, fingerprint: sha256Hex };
}

function isForm(contentType: string | undefined): boolean {
  return contentType !== undefined && /^\s*multipart\/form-data\s*(?:;|$)/i.test(contentType);
}
