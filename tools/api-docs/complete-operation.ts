import { ANSWERS, requestExamples } from './examples';
import type { Operation, Place, Response } from './operation';
import { problemResponses, problemsOf } from './problem-responses';
import { headersOfSuccess } from './response-headers';

const PATH_ID = { type: 'string', format: 'uuid' };

/** Adds what follows from a route's nature rather than from its code; gives the components that it refers to. */
export function completeOperation(place: Place, operation: Operation): Record<string, Response> {
  const { references, components } = problemResponses(problemsOf(place, operation));
  completeParameters(place, operation);
  completeRequest(place, operation);
  delete operation.responses['default'];
  for (const response of Object.values(operation.responses)) completeSuccess(place, response as Response);
  operation.responses = { ...operation.responses, ...references };
  return components;
}

/** The schema without its ban on members that it doesn't name. */
export function tolerant<T>(schema: T): T {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      key === 'additionalProperties' && value === false ? undefined : value,
    ),
  ) as T;
}

function completeParameters({ path }: Place, operation: Operation): void {
  for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
    const known = operation.parameters.find((each) => each.in === 'path' && each.name === name);
    if (known) known.schema = PATH_ID;
    else operation.parameters.push({ name: name!, in: 'path', required: true, schema: PATH_ID });
  }
}

function completeRequest(place: Place, operation: Operation): void {
  const { requestBody } = operation;
  if (requestBody && operation['x-optional-body']) requestBody.required = false;
  delete operation['x-optional-body'];
  const json = requestBody?.content['application/json'];
  if (json) json.examples = requestExamples(place);
}

function completeSuccess({ method, path }: Place, response: Response): void {
  response.description ||= 'Done.';
  if (response.content) response.content = tolerant(response.content);
  response.headers = headersOfSuccess(method !== 'get' && !path.endsWith('/preflight'));
  const json = (response.content as Record<string, { schema?: { $ref?: string }; example?: unknown }>)?.[
    'application/json'
  ];
  const example = ANSWERS[json?.schema?.$ref?.split('/').at(-1) ?? ''];
  if (json && example) json.example = example;
}
