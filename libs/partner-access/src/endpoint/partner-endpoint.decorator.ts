import { applyDecorators, Res, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { describeEndpoint } from './describe-endpoint';
import type { PartnerEndpointOptions } from './partner-endpoint.options';
import { PartnerInterceptor } from './partner.interceptor';

/**
 * Marks a controller handler, beside Nest's `@Get`/`@Post`…, as a route of the partner API. Its calls pass every check
 * of section 1 of the contract before the handler runs, inside a tenant transaction, and its `PartnerReply` is what is
 * stored for idempotency and sent.
 */
export function PartnerEndpoint(options: PartnerEndpointOptions): MethodDecorator {
  return applyDecorators(
    RouteConfig({ partner: options }),
    describeEndpoint(options),
    UseInterceptors(PartnerInterceptor),
    answeredByInterceptor,
  );
}

/** An injected response, in a slot the handler doesn't declare, tells Nest that the answer is sent elsewhere. */
const answeredByInterceptor: MethodDecorator = (target, propertyKey, descriptor) => {
  const handler = descriptor.value as unknown as (...args: unknown[]) => unknown;
  Res()(target, propertyKey, handler.length);
};
