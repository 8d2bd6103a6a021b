import { applyDecorators, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
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

/**
 * Marks a controller handler as a route of the operator API: bearer token, role, body and query are checked before it
 * runs, in one worker transaction, and its `OperatorReply` is what is stored for an Idempotency-Key and sent.
 */
export function OperatorEndpoint(options: OperatorEndpointOptions): MethodDecorator {
  return applyDecorators(RouteConfig({ operator: options }), answeredByInterceptor);
}

/** An injected response, in a slot the handler doesn't declare, tells Nest that the answer is sent elsewhere. */
const answeredByInterceptor: MethodDecorator = (target, propertyKey, descriptor) => {
  const handler = descriptor.value as unknown as (...args: unknown[]) => unknown;
  Res()(target, propertyKey, handler.length);
};
