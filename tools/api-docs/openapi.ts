import type { DynamicModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { buildOpenApi, membersOf } from '@oceafin/platform';
import { completeOperation, tolerant } from './complete-operation';
import type { Operation } from './operation';
import { HEADERS } from './response-headers';

const ROUTE_CONFIG = '__fastify_route_config__';
const API_RESPONSES = 'swagger/apiResponse';
const API_PARAMETERS = 'swagger/apiParameters';
type Dto = Parameters<typeof buildOpenApi>[2] extends (infer D)[] | undefined ? D : never;

const INFO = {
  title: 'Oceafin partner onboarding',
  description:
    'Bring customers, files and evidence; learn every status. Requests are signed with HMAC-SHA256 over six lines. A path under another method is 405 `PARTNER_METHOD_NOT_ALLOWED` with `Allow`; any other is 404 `PARTNER_ROUTE_NOT_FOUND`.',
};

const TAGS = [
  { name: 'Customers', description: 'End users of a partner: identity, status and public history.' },
  { name: 'Files', description: 'Documents: received, scanned, linked. Their bytes never come back.' },
  { name: 'Onboarding', description: 'Evidence, requirements and decisions, in rounds.' },
  { name: 'Client', description: 'The calling client itself.' },
];

/** One app's partner routes, read from its decorators; nothing is started. */
async function documentOf(module: DynamicModule, version: string, more: Dto[]): Promise<OpenAPIObject> {
  const { controllers } = module;
  const testing = await Test.createTestingModule({ controllers })
    .useMocker(() => ({}))
    .compile();
  const app = testing.createNestApplication(new FastifyAdapter(), { logger: false });
  const document = buildOpenApi(app, { ...INFO, version }, [...dtosOf(app.get(ModulesContainer)), ...more]);
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith('/partner/v1'));
  return { ...document, paths: Object.fromEntries(paths) };
}

/** The DTOs of every `@PartnerEndpoint`: of its body and of its answers. */
function dtosOf(modules: ModulesContainer): Dto[] {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    const prototype = (metatype as { prototype: Record<string, object> }).prototype;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const config = Reflect.getMetadata(ROUTE_CONFIG, prototype[name]!) as
        { partner?: { body?: unknown } } | undefined;
      const described = [API_RESPONSES, API_PARAMETERS].flatMap((key) =>
        Object.values(
          (Reflect.getMetadata(key, prototype[name]!) ?? {}) as Record<string, { type?: unknown }>,
        ),
      );
      return [config?.partner?.body, ...described.map(({ type }) => type)].filter(
        (dto): dto is Dto => typeof dto === 'function' && membersOf(dto as Dto).size > 0,
      );
    });
  });
}

/** The one document that partners read, merged from the three apps. */
export async function openApiDocument(
  apps: { module: DynamicModule; dtos?: Dto[] }[],
  version: string,
): Promise<object> {
  const documents: OpenAPIObject[] = [];
  for (const { module, dtos } of apps) documents.push(await documentOf(module, version, dtos ?? []));
  const [first] = documents;
  const paths = Object.assign({}, ...documents.map((document) => document.paths)) as Paths;
  const responses: object[] = [];
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      responses.push(completeOperation({ method, path }, operation));
    }
  }
  const merged = {
    ...first,
    servers: [{ url: 'http://127.0.0.1:8080', description: 'local stack' }],
    tags: TAGS,
    paths,
    components: {
      securitySchemes: partnerOnly(first!.components?.securitySchemes),
      headers: HEADERS,
      responses: sorted(Object.assign({}, ...responses) as Record<string, object>),
      schemas: Object.assign({}, ...documents.map((document) => document.components?.schemas)) as object,
    },
  };
  return { ...merged, components: { ...merged.components, schemas: open(reachable(merged)) } };
}

/** What answers hold may grow, so their schemas forbid nothing; bodies stay strict. */
function open(schemas: Record<string, object>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      /(Response|^Problem)$/.test(name) ? tolerant(schema) : schema,
    ]),
  );
}

type Paths = Record<string, Record<string, Operation>>;

const partnerOnly = (schemes: object = {}): object =>
  Object.fromEntries(Object.entries(schemes).filter(([name]) => name.startsWith('partner')));

const sorted = <V>(record: Record<string, V>): Record<string, V> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The schemas that partner operations refer to, directly or through others; the apps' other DTOs stay inside. */
function reachable(document: {
  paths: object;
  components: { schemas: object; responses: object };
}): Record<string, object> {
  const schemas = document.components.schemas as Record<string, object>;
  const found = new Set<string>();
  const visit = (node: object): void => {
    for (const [, name] of JSON.stringify(node).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (!found.has(name!)) {
        found.add(name!);
        visit(schemas[name!] ?? {});
      }
    }
  };
  visit([document.paths, document.components.responses]);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
}
