import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiHeader, ApiQuery, ApiSecurity } from '@nestjs/swagger';
import { type Class, jsonSchemaOf, PARTNER_SECURITY } from '@oceafin/platform';
import type { PartnerEndpointOptions } from './partner-endpoint.options';

const visibleAscii = (maxLength: number) => ({
  type: 'string' as const,
  minLength: 1,
  maxLength,
  pattern: '^[!-~]+$',
});

/** What OpenAPI says of a partner route, from the options that also govern its calls. */
export function describeEndpoint(options: PartnerEndpointOptions): MethodDecorator {
  return applyDecorators(
    ApiSecurity(PARTNER_SECURITY),
    ApiHeader({
      name: 'X-Request-Id',
      required: true,
      schema: visibleAscii(128),
      description: 'Echoed in the answer.',
    }),
    ...(options.family || options.stores === false ? [idempotencyKey()] : []),
    ...(typeof options.body === 'function' ? [ApiBody({ type: options.body })] : []),
    ...(options.query ? queryParameters(options.query) : []),
    ...(options.scope ? [ApiExtension('x-scope', options.scope)] : []),
    // Nest's OpenAPI module takes every body for required; tools/api-docs turns this into `required: false`.
    ...(options.accepts === 'optional-json' ? [ApiExtension('x-optional-body', true)] : []),
  );
}

function idempotencyKey(): MethodDecorator {
  const description = 'Same key and same request: the stored answer, byte for byte.';
  return ApiHeader({ name: 'Idempotency-Key', required: true, schema: visibleAscii(255), description });
}

function queryParameters(query: Class): MethodDecorator[] {
  const { properties = {}, required = [] } = jsonSchemaOf(query) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) =>
    ApiQuery({ name, schema, required: required.includes(name) }),
  );
}
