import { type DynamicModule, RequestMethod } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { ProblemCode } from '@oceafin/contracts';
import type { OperatorEndpointOptions } from '@oceafin/operator-access';
import { buildOpenApi, type Class, jsonSchemaOf, OPERATOR_SECURITY } from '@oceafin/platform';
import type { Operation, Parameter } from './operation';
import { OPERATOR_ANSWERS } from './operator-answers';
import { problemResponses } from './problem-responses';
import { HEADERS } from './response-headers';

const BASE = '/operator/v1';
const INFO = {
  title: 'Oceafin operators',
  description:
    'What compliance does: the queue of cases, decisions, controls of customers, the audit log. Every call carries a bearer JWT; every view and act is in the audit log.',
};
const TAGS = [
  { name: 'Cases', description: 'The queue, and one operator at a time on a case.' },
  { name: 'Decisions', description: 'Grave ones take two people.' },
  { name: 'Controls', description: 'Suspension and closure of customers.' },
  { name: 'Files', description: 'Documents as they were handed in.' },
  { name: 'Audit', description: 'One chain of hashes over all apps.' },
];
const PROBLEMS: ProblemCode[] = [
  'OPERATOR_REQUEST_INVALID',
  'OPERATOR_AUTH_FAILED',
  'OPERATOR_ROLE_DENIED',
  'PARTNER_INTERNAL',
  'PARTNER_PROCESSING_UNAVAILABLE',
];
const OF_ONE: ProblemCode[] = ['OPERATOR_RESOURCE_NOT_FOUND'];
const OF_ACTS: ProblemCode[] = [
  'OPERATOR_STATE_INVALID',
  'OPERATOR_VALIDATION_FAILED',
  'PARTNER_PAYLOAD_TOO_LARGE',
  'PARTNER_MEDIA_TYPE_UNSUPPORTED',
];

/** An operator route as its decorators say. */
interface Route {
  readonly method: string;
  readonly path: string;
  readonly status: string;
  readonly endpoint: OperatorEndpointOptions;
}

type Prototype = Record<string, object>;

function routesOf({ controllers = [] }: DynamicModule): Route[] {
  return controllers.flatMap((controller) => {
    const prefix = Reflect.getMetadata('path', controller) as string | undefined;
    const prototype = controller.prototype as Prototype;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name]!;
      const config = Reflect.getMetadata('__fastify_route_config__', handler) as
        { operator?: OperatorEndpointOptions } | undefined;
      if (!config?.operator) return [];
      const verb = Reflect.getMetadata('method', handler) as RequestMethod;
      const own = (Reflect.getMetadata('path', handler) as string).replace(/^\//, '');
      const path = `/${[prefix, own].filter(Boolean).join('/')}`.replaceAll(/:(\w+)/g, '{$1}');
      const ordinary = verb === RequestMethod.POST ? 201 : 200;
      const status = String(Reflect.getMetadata('__httpCode__', handler) ?? ordinary);
      return [{ method: RequestMethod[verb].toLowerCase(), path, status, endpoint: config.operator }];
    });
  });
}

/** The document that operators' tools are built by, merged from the three apps. */
export async function operatorDocument(modules: readonly DynamicModule[], version: string): Promise<object> {
  const routes = modules.flatMap(routesOf);
  const documents = await Promise.all(modules.map((module) => documentOf(module, version)));
  const operations = Object.assign({}, ...documents.map(({ paths }) => paths)) as Record<
    string,
    Record<string, Operation>
  >;
  const paths: Record<string, Record<string, object>> = {};
  const responses: object[] = [];
  const ids = new Set<string>();
  for (const route of routes.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const operation = operations[route.path]?.[route.method];
    if (!operation) throw new Error(`${route.method} ${route.path} has no description`);
    const { references, components } = problemResponses(problemsOf(route));
    responses.push(components);
    const operationId = ids.has(operation.operationId) ? idByPath(route) : operation.operationId;
    ids.add(operationId);
    const described = completed({ ...operation, operationId }, route, references);
    paths[route.path] = { ...paths[route.path], [route.method]: described };
  }
  const [first] = documents;
  return {
    ...first,
    servers: [{ url: 'http://127.0.0.1:8080', description: 'local stack' }],
    tags: TAGS.filter(({ name }) => JSON.stringify(paths).includes(`"tags":["${name}"]`)),
    paths,
    components: {
      securitySchemes: { operatorToken: first!.components!.securitySchemes!.operatorToken },
      headers: HEADERS,
      responses: Object.assign({}, ...responses) as object,
      schemas: schemasIn(documents, [paths, responses]),
    },
  };
}

async function documentOf(module: DynamicModule, version: string): Promise<OpenAPIObject> {
  const { controllers } = module;
  const testing = await Test.createTestingModule({ controllers })
    .useMocker(() => ({}))
    .compile();
  const app = testing.createNestApplication(new FastifyAdapter(), { logger: false });
  const bodies = routesOf(module).flatMap(({ endpoint }) => endpoint.body ?? []);
  return buildOpenApi(app, { ...INFO, version }, [...new Set(bodies)]);
}

/** The schemas that are referred to, directly or through others. */
function schemasIn(documents: readonly OpenAPIObject[], from: unknown): Record<string, unknown> {
  const all = Object.assign({}, ...documents.map(({ components }) => components?.schemas)) as Record<
    string,
    unknown
  >;
  const found: Record<string, unknown> = {};
  const visit = (node: unknown): void => {
    for (const [, name] of JSON.stringify(node).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (found[name!]) continue;
      found[name!] = all[name!];
      visit(all[name!]);
    }
  };
  visit(from);
  return found;
}

function problemsOf({ method, path }: Route): ProblemCode[] {
  return [...PROBLEMS, ...(path.includes('{') ? OF_ONE : []), ...(method === 'get' ? [] : OF_ACTS)];
}

function completed(operation: Operation, route: Route, problems: object): object {
  const { method, path, status, endpoint } = route;
  const { requestBody: _, ...described } = operation;
  return {
    ...described,
    description: [operation.description, `Roles: ${endpoint.roles.join(', ')}.`].filter(Boolean).join('\n\n'),
    security: [OPERATOR_SECURITY],
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => idOf(name!)),
      ...(endpoint.query ? queryOf(endpoint.query) : []),
      ...(method === 'get' ? [] : [IDEMPOTENCY_KEY]),
    ],
    ...(endpoint.body && {
      requestBody: { content: json({ $ref: `#/components/schemas/${endpoint.body.name}` }) },
    }),
    responses: { [status]: answerOf(path.slice(BASE.length)), ...problems },
  };
}

/** `…/customers/{customerId}/suspend` → `suspendCustomer`, where a controller has several routes. */
function idByPath({ path }: Route): string {
  const [verb = '', , resource = ''] = path.split('/').toReversed();
  return verb + resource.charAt(0).toUpperCase() + resource.slice(1).replace(/s$/, '');
}

const json = (schema: object): object => ({ 'application/json': { schema } });

function answerOf(path: string): object {
  const schema = OPERATOR_ANSWERS[path];
  if (schema) return { description: 'As asked.', content: json(schema) };
  const bytes = { '*/*': { schema: { type: 'string', format: 'binary' } } };
  return { description: 'The bytes, as an attachment.', content: bytes };
}

const idOf = (name: string): Parameter => ({
  ...{ name, in: 'path', required: true },
  schema: { type: 'string', format: 'uuid' },
});

const IDEMPOTENCY_KEY = {
  ...{ name: 'Idempotency-Key', in: 'header', required: false },
  description: 'The same key and request get the stored answer.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
};

function queryOf(dto: Class): Parameter[] {
  const { properties = {}, required = [] } = jsonSchemaOf(dto) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: 'query', required: required.includes(name) },
    schema,
  }));
}
