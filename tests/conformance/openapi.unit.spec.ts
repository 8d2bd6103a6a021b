import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS } from '@oceafin/contracts';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface MediaType {
  schema: object;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
interface Answer {
  $ref?: string;
  description?: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, MediaType>;
}
interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, Answer>;
  security: object[];
}

const document = JSON.parse(readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8'));
const operations: [string, Operation][] = Object.entries<Record<string, Operation>>(document.paths).flatMap(
  ([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) => [`${method} ${path}`, operation] as [string, Operation],
    ),
);
const answersOf = ({ responses }: Operation): [string, Answer][] =>
  Object.entries(responses).map(([status, answer]) => [
    status,
    answer.$ref ? document.components.responses[answer.$ref.split('/').at(-1)!] : answer,
  ]);

const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema(document, 'openapi');

function validatorOf(schema: object): ValidateFunction {
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components')));
}

/** Every example of every media type, with what it is an example of. */
const examples = operations.flatMap(([name, operation]) => {
  const media = [
    ...Object.values(operation.requestBody?.content ?? {}).map((each) => ['request', each] as const),
    ...answersOf(operation).flatMap(([status, { content = {} }]) =>
      Object.values(content).map((each) => [status, each] as const),
    ),
  ];
  return media.flatMap(([of, { schema, example, examples: named = {} }]) =>
    [...(example === undefined ? [] : [example]), ...Object.values(named).map(({ value }) => value)].map(
      (value) => ({ name: `${name} ${of}`, schema, value }),
    ),
  );
});

describe('the OpenAPI document', () => {
  it('gives no example that its schema refuses', () => {
    const faults = examples.flatMap(({ name, schema, value }) => {
      const validate = validatorOf(schema);
      return validate(value) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`];
    });
    expect(faults).toEqual([]);
    expect(examples.length).toBeGreaterThan(operations.length);
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]*)"/g)];
    expect(references.length).toBeGreaterThan(0);
    const missing = references.filter(([, kind, name]) => document.components[kind!]?.[name!] === undefined);
    expect(missing.map(([text]) => text)).toEqual([]);
  });

  it.each(operations)('%s says how it is signed and what it can be answered with', (name, operation) => {
    expect(operation.security).toEqual([
      { partnerClientId: [], partnerTimestamp: [], partnerNonce: [], partnerSignature: [] },
    ]);
    const headers = operation.parameters.filter((each) => each.in === 'header').map((each) => each.name);
    expect(headers).toEqual(name.startsWith('get') ? ['X-Request-Id'] : ['X-Request-Id', 'Idempotency-Key']);
    const statuses = Object.keys(operation.responses);
    expect(statuses).toEqual(expect.arrayContaining(['400', '401', '413', '429', '500', '503']));
    expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
    expect(statuses).not.toContain('default');
    for (const [, answer] of answersOf(operation)) expect(answer.headers).toHaveProperty('X-Request-Id');
  });

  it('has an example of every problem under its own status', () => {
    const shown = new Map<string, string>();
    for (const [, operation] of operations) {
      for (const [status, { content = {} }] of answersOf(operation)) {
        for (const code of Object.keys(content['application/problem+json']?.examples ?? {}))
          shown.set(code, status);
      }
    }
    const expected = Object.entries(PROBLEMS)
      .filter(([code, { text }]) => code.startsWith('PARTNER_') && !text.startsWith('Reserved'))
      .map(([code, { status }]) => [code, String(status)])
      // No operation is answered with these: they are what a request gets that is none.
      .filter(([code]) => !['PARTNER_ROUTE_NOT_FOUND', 'PARTNER_METHOD_NOT_ALLOWED'].includes(code!));
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(expected));
  });
});
