import type { DynamicModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { buildOpenApi } from '@oceafin/platform';

const ROUTE_CONFIG = '__fastify_route_config__';
type Dto = Parameters<typeof buildOpenApi>[2] extends (infer D)[] | undefined ? D : never;

const INFO = {
  title: 'Oceafin partner onboarding',
  description:
    'Bring customers, files and evidence; learn every status. Requests are signed with HMAC-SHA256 over six lines.',
};

/** One app's partner routes, read from its decorators; nothing is started. */
async function documentOf(module: DynamicModule, version: string, more: Dto[]): Promise<OpenAPIObject> {
  const { controllers } = module;
  const testing = await Test.createTestingModule({ controllers })
    .useMocker(() => ({}))
    .compile();
  const app = testing.createNestApplication(new FastifyAdapter(), { logger: false });
  const document = buildOpenApi(app, { ...INFO, version }, [...bodiesOf(app.get(ModulesContainer)), ...more]);
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith('/partner/v1'));
  return { ...document, paths: Object.fromEntries(paths) };
}

/** The body DTOs of every `@PartnerEndpoint`. */
function bodiesOf(modules: ModulesContainer): Dto[] {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    const prototype = (metatype as { prototype: Record<string, object> }).prototype;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const config = Reflect.getMetadata(ROUTE_CONFIG, prototype[name]!) as
        { partner?: { body?: unknown } } | undefined;
      return typeof config?.partner?.body === 'function' ? [config.partner.body as Dto] : [];
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
  return {
    ...first,
    servers: [{ url: 'http://127.0.0.1:8080', description: 'local stack' }],
    paths: Object.assign({}, ...documents.map((document) => document.paths)) as object,
    components: {
      ...first!.components,
      schemas: Object.assign({}, ...documents.map((document) => document.components?.schemas)) as object,
    },
  };
}
