import type { Operator } from '../auth/operator';
import type { OperatorEndpointOptions } from './operator-endpoint.options';

/** A request of an operator who may call the route; its content is still to be judged. */
export interface OperatorAdmission {
  readonly endpoint: OperatorEndpointOptions;
  readonly operator: Operator;
  readonly method: string;
  /** Raw path with raw query, as on the wire. */
  readonly target: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  /** Lowercase hex SHA-256 of the body. */
  readonly bodyFingerprint: string;
  /** Optional under this API, and honoured where it is given. */
  readonly idempotencyKey: string | undefined;
  /** Database time. */
  readonly now: Date;
}

declare module 'fastify' {
  interface FastifyRequest {
    operatorAdmission?: OperatorAdmission;
  }
}
