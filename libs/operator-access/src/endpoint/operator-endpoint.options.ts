import type { OperatorRole } from '@oceafin/contracts';
import type { Class } from '@oceafin/platform';

export interface OperatorEndpointOptions {
  /** Who may; SENIOR_REVIEWER may all that REVIEWER may. */
  readonly roles: readonly OperatorRole[];
  /** DTO of the JSON body; without it a body is absent or an empty object. */
  readonly body?: Class;
  /** DTO of the query; its members are strings. Without it every query parameter is refused. */
  readonly query?: Class;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by `@OperatorEndpoint`: the route belongs to the operator API. */
    operator?: OperatorEndpointOptions;
  }
}
