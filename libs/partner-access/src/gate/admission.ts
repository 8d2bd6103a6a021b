import type { KnownClient } from '../clients/client-directory';
import type { PartnerEndpointOptions } from '../endpoint/partner-endpoint.options';
import type { CustomerMark } from '../marks/projection-heads';
import type { SignedHeaders } from './signed-headers';

/** The body of an admitted request: collected JSON bytes, or what the BodyReader made of a multipart one. */
export type AdmittedBody =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | {
      readonly kind: 'multipart';
      readonly upload: unknown;
      readonly problem?: Error;
      discard(): Promise<void>;
    };

/** A request that is authenticated and authorised; its content is still to be judged. */
export interface Admission {
  readonly endpoint: PartnerEndpointOptions;
  readonly method: string;
  /** Raw path with raw query, as on the wire. */
  readonly target: string;
  readonly headers: SignedHeaders;
  readonly client: KnownClient;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: AdmittedBody;
  /** What makes two bodies the same request. */
  readonly bodyFingerprint: string;
  /** Marks of the route's customer; empty when the partner has no such customer. */
  readonly marks: readonly CustomerMark[];
  /** Database time. */
  readonly now: Date;
}

declare module 'fastify' {
  interface FastifyRequest {
    partnerAdmission?: Admission;
  }
}

/** Drops what a multipart reader staged. */
export async function discard(body: AdmittedBody): Promise<void> {
  if (body.kind === 'multipart') await body.discard();
}
