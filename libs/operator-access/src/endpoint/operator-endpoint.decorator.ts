import { applyDecorators, Res, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { OperatorEndpointOptions } from './operator-endpoint.options';
import { OperatorInterceptor } from './operator.interceptor';

/**
 * Marks a controller handler as a route of the operator API: bearer token, role, body and query are checked before it
 * runs, in one worker transaction, and its `OperatorReply` is what is stored for an Idempotency-Key and sent.
 */
export function OperatorEndpoint(options: OperatorEndpointOptions): MethodDecorator {
  return applyDecorators(
    RouteConfig({ operator: options }),
    UseInterceptors(OperatorInterceptor),
    answeredByInterceptor,
  );
}

/** An injected response, in a slot the handler doesn't declare, tells Nest that the answer is sent elsewhere. */
const answeredByInterceptor: MethodDecorator = (target, propertyKey, descriptor) => {
  const handler = descriptor.value as unknown as (...args: unknown[]) => unknown;
  Res()(target, propertyKey, handler.length);
};
