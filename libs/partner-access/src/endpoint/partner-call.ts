import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Product, Scope } from '@oceafin/contracts';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';

export type Mode = 'sandbox' | 'live';

/** The authenticated caller. `partnerId` is internal: it never appears in an answer. */
export interface PartnerClient {
  readonly clientId: string;
  readonly partnerId: string;
  readonly scopes: readonly Scope[];
  readonly products: readonly Product[];
  readonly mode: Mode;
  readonly rateLimit: { readonly requestsPerSecond: number; readonly burst: number };
}

/** Everything a handler of a partner route may know about its call. */
export interface PartnerCall<B = unknown, Q = unknown> {
  readonly requestId: string;
  readonly client: PartnerClient;
  /** Path ids, checked to be UUIDs and in lower case. */
  readonly params: Readonly<Record<string, string>>;
  /** The validated query; its members are strings. */
  readonly query: Q;
  /** The validated JSON body; undefined for GET and multipart. */
  readonly body: B;
  /** Tenant transaction of this call: the effect, the outbox rows and the stored answer commit together in it. */
  readonly tx: EntityManager;
  /** What the registered BodyReader made of a multipart body. */
  readonly upload?: unknown;
  /**
   * On a read of every customer: those of whom the partner was told more than this app can know at present. An answer
   * must neither show nor pass over them in silence.
   */
  readonly heldBack?: readonly string[];
  /** Database time when the call was admitted. */
  readonly now: Date;
}

declare module 'fastify' {
  interface FastifyRequest {
    partnerCall?: PartnerCall;
  }
}

/** Parameter decorator: the `PartnerCall` of a handler that is marked with `@PartnerEndpoint`. */
export const Call = createParamDecorator((_: unknown, context: ExecutionContext): PartnerCall => {
  const call = context.switchToHttp().getRequest<FastifyRequest>().partnerCall;
  if (!call) throw new Error('@Call() stands on a handler without @PartnerEndpoint');
  return call;
});
