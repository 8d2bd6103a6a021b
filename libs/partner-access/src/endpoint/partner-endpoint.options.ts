import type { FieldError, Product, Scope } from '@oceafin/contracts';
import type { Class } from '@oceafin/platform';
import type { PartnerCall } from './partner-call';

/** Keys of different families are apart: the same Idempotency-Key may be used once in each. */
export type IdempotencyFamily = 'customers' | 'files' | 'onboarding';

/**
 * What a route takes as body.
 * - `json`: one JSON document, required; where the route names no DTO, the handler judges it.
 * - `optional-json`: as `json`, but an absent body stands for `{}`.
 * - `none`: nothing; an absent body or an empty object.
 * - `multipart`, `multipart-or-json`: multipart goes to the registered BodyReader unbuffered.
 */
export type AcceptedBody = 'json' | 'optional-json' | 'none' | 'multipart' | 'multipart-or-json';

export interface PartnerEndpointOptions {
  /** The scope that the client must hold; absent only where any active client may call. */
  readonly scope?: Scope;
  /** The product that must be enabled for the partner. */
  readonly product?: Product;
  /** Set on every idempotent mutation: each non-GET, except preflight. */
  readonly family?: IdempotencyFamily;
  /** DTO of a JSON body, or a function that chooses it by the call (its `body` is then the parsed, unvalidated JSON). */
  readonly body?: Class | BodyChooser;
  /**
   * What is wrong with the parsed body whoever its customer is, on a route that names no DTO and judges the body
   * together with its customer: an unknown customer's body is refused for it before the customer is.
   */
  readonly alone?: (call: JudgedCall) => FieldError[];
  /** DTO of the query; its members are strings. Without it every query parameter is refused. */
  readonly query?: Class;
  /** Largest JSON body in bytes; default 256 KiB. Multipart bodies have the BodyReader's own limit. */
  readonly maxBodyBytes?: number;
  /** Default: `json` where `body` is given, else `none`. */
  readonly accepts?: AcceptedBody;
  /** The route has `:customerId`: no mark → 404; a projection behind the customer's marks → wait up to 2 s, then 503. */
  readonly customer?: boolean;
  /** The route shows many customers: the projection behind any mark of the partner → wait up to 2 s, then 503;
   * customers who are held back are not waited for, but given to the handler. */
  readonly everyCustomer?: boolean;
  /** `false` for a non-GET that stores nothing, not even for idempotency. Default true. */
  readonly stores?: boolean;
}

/** A call whose body is parsed but not validated, before any transaction. */
export type JudgedCall = Omit<PartnerCall, 'tx'>;

/** Wrapped by `chooseBody` so that a class and a function can be told apart. */
export interface BodyChooser {
  readonly choose: (call: JudgedCall) => Class;
}

/** The body DTO depends on the call, for instance on a discriminating member of the parsed JSON. */
export function chooseBody(choose: (call: JudgedCall) => Class): BodyChooser {
  return { choose };
}

export const DEFAULT_MAX_BODY_BYTES = 256 * 1024;
export const ONBOARDING_MAX_BODY_BYTES = 1024 * 1024;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by `@PartnerEndpoint`: the route belongs to the partner API. */
    partner?: PartnerEndpointOptions;
  }
}
