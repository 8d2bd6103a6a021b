import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { FIELD_ERRORS, PROBLEMS } from '@oceafin/contracts';
import type { Class, JsonSchema } from '../validation/member';
import { membersOf } from '../validation/member';
import { objectSchema } from '../validation/json-schema';

export interface OpenApiInfo {
  title: string;
  version: string;
  description?: string;
}

/**
 * The OpenAPI 3.1 document of one app, from Nest's Swagger metadata. Schemas of DTOs that are made of
 * the platform's decorators are exactly those that `jsonSchemaOf` gives.
 *
 * @param dtos DTO classes whose schemas stand under their own names (nested ones come along).
 */
export function buildOpenApi(app: INestApplication, info: OpenApiInfo, dtos: Class[] = []): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(info.title)
    .setVersion(info.version)
    .setDescription(info.description ?? '')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: dtos, operationIdFactory });
  const schemas = { ...document.components?.schemas, ...schemasOf(dtos), Problem: PROBLEM_SCHEMA };
  return {
    ...document,
    components: { ...document.components, schemas, securitySchemes: SECURITY_SCHEMES },
  } as OpenAPIObject;
}

/** `AddFileController.addToCustomer` → `addFileToCustomer`; what the controller's name says is not said twice. */
function operationIdFactory(controller: string, method: string): string {
  const base = controller.replace(/Controller$/, '');
  const verb = /^[A-Z][a-z]*/.exec(base)?.[0].toLowerCase() ?? '';
  const rest = method.startsWith(verb) ? method.slice(verb.length) : '';
  return base.charAt(0).toLowerCase() + base.slice(1) + rest;
}

/** Component schemas of the DTOs and all that they nest. */
function schemasOf(dtos: Class[]): JsonSchema {
  const queue = new Set(dtos);
  const schemas: JsonSchema = {};
  for (const dto of queue) {
    schemas[dto.name] = objectSchema(dto, (nested) => {
      queue.add(nested);
      return { $ref: `#/components/schemas/${nested.name}` };
    });
    for (const { nested } of membersOf(dto).values()) {
      if (nested) {
        queue.add(nested());
      }
    }
  }
  return schemas;
}

const PROBLEM_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId', 'errors'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string', description: 'Equals the code.' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['pointer', 'code', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'RFC 6901 pointer into the body.' },
          code: { type: 'string', enum: Object.keys(FIELD_ERRORS) },
          detail: { type: 'string' },
        },
      },
    },
  },
};

const header = (name: string, description: string) => ({ type: 'apiKey', in: 'header', name, description });

/** OpenAPI has no scheme for a signed request; each header is described as a key of its own. */
const SECURITY_SCHEMES = {
  partnerClientId: header('X-Partner-Client-Id', 'The client that signs.'),
  partnerTimestamp: header('X-Partner-Timestamp', 'RFC 3339 date-time inside the freshness window.'),
  partnerNonce: header('X-Partner-Nonce', '16 to 128 visible ASCII characters, never used before.'),
  partnerSignature: header(
    'X-Partner-Signature',
    'Lowercase hex HMAC-SHA256 of method, raw target, body SHA-256, timestamp, nonce and Idempotency-Key, joined by line feeds.',
  ),
  operatorToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
};

/** The `security` of a partner operation: all four headers together. */
export const PARTNER_SECURITY = {
  partnerClientId: [],
  partnerTimestamp: [],
  partnerNonce: [],
  partnerSignature: [],
};

/** The `security` of an operator operation. */
export const OPERATOR_SECURITY = { operatorToken: [] };
