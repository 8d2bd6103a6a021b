import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpAnswer } from '@oceafin/testing';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { projectRoot } from '../../../tools/local-stack/project-root';

interface MediaType {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { value: unknown }>>;
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { content: Record<string, MediaType> };
  readonly responses: Record<string, { $ref?: string; content?: Record<string, MediaType> }>;
}

/** docs/openapi.json as it is committed, and how what really goes over the wire compares with it. */
export class OpenApiDocument {
  private readonly document = JSON.parse(readFileSync(join(projectRoot(), 'docs/openapi.json'), 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
    components: { responses: object };
  };
  private readonly ajv = addFormats(new Ajv2020({ strict: false, allErrors: true })).addSchema(
    this.document,
    'openapi',
  );
  readonly operations = new Map<string, Operation>(
    Object.values(this.document.paths).flatMap((item) =>
      Object.values(item).map((operation) => [operation.operationId, operation] as const),
    ),
  );

  places(): { target: string; method: string; operationId: string }[] {
    return Object.entries(this.document.paths).flatMap(([target, item]) =>
      Object.entries(item).map(([method, { operationId }]) => ({
        ...{ target, operationId },
        method: method.toUpperCase(),
      })),
    );
  }

  /** `createCustomer individual` and so on: every example of a JSON request body. */
  requestExamples(): string[] {
    return [...this.operations.values()].flatMap(({ operationId, requestBody }) =>
      Object.keys(requestBody?.content['application/json']?.examples ?? {}).map(
        (name) => `${operationId} ${name}`,
      ),
    );
  }

  requestExample(operationId: string, name: string): unknown {
    const { requestBody } = this.operations.get(operationId)!;
    return requestBody!.content['application/json']!.examples![name]!.value;
  }

  /** What is wrong with the answer: a status that isn't documented, a body against its schema, another shape than its example. */
  faultsOf(operationId: string, { status, headers, text }: HttpAnswer): string[] {
    const documented = this.operations.get(operationId)!.responses[status];
    if (!documented) return [`${operationId}: ${status} is not documented: ${text}`];
    const { content = {} } = this.resolved(documented);
    if (Object.keys(content).length === 0) return text === '' ? [] : [`${operationId}: ${status} has a body`];
    const mediaType = String(headers['content-type']).split(';')[0]!;
    const media = content[mediaType];
    if (!media) return [`${operationId}: ${status} is ${mediaType}`];
    const body: unknown = JSON.parse(text);
    return [...this.schemaFaults(media.schema, body), ...shapeFaults(exampleOf(media, body), body)].map(
      (fault) => `${operationId} ${status}: ${fault}`,
    );
  }

  private resolved(answer: Operation['responses'][string]): { content?: Record<string, MediaType> } {
    if (!answer.$ref) return answer;
    const name = answer.$ref.split('/').at(-1)!;
    return (this.document.components.responses as Record<string, { content?: Record<string, MediaType> }>)[
      name
    ]!;
  }

  private schemaFaults(schema: object, body: unknown): string[] {
    const absolute = JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components');
    const validate = this.ajv.compile(JSON.parse(absolute) as object);
    return validate(body) ? [] : [this.ajv.errorsText(validate.errors)];
  }
}

/** Of problems the one with the answer's code. */
function exampleOf({ example, examples = {} }: MediaType, body: unknown): unknown {
  return example ?? examples[(body as { code?: string }).code ?? '']?.value;
}

/** What partners and we name ourselves. */
const FREE_FORM = ['metadata', 'detail', 'errors'];

/** Members that only one of them has, and members of another type; null stands for any. */
function shapeFaults(example: unknown, real: unknown, at = ''): string[] {
  if (example === undefined || example === null || real === null) return [];
  if (Array.isArray(example) && Array.isArray(real)) {
    return example.length > 0 && real.length > 0 ? shapeFaults(example[0], real[0], `${at}/0`) : [];
  }
  if (typeof example !== typeof real) return [`${at} is ${typeof real}, in the example ${typeof example}`];
  if (typeof example !== 'object' || FREE_FORM.includes(at.split('/').at(-1)!)) return [];
  const [shown, sent] = [example as Record<string, unknown>, real as Record<string, unknown>];
  return [...new Set([...Object.keys(shown), ...Object.keys(sent)])].flatMap((name) => {
    if (!(name in sent)) return [`${at}/${name} is in the example only`];
    if (!(name in shown)) return [`${at}/${name} is not in the example`];
    return shapeFaults(shown[name], sent[name], `${at}/${name}`);
  });
}
