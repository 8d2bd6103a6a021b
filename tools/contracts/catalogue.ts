import { isDeepStrictEqual } from 'node:util';
import { ALL_EVENTS, type EventContract, PublicEventPayload, TOPICS } from '@oceafin/contracts';
import { CHANNEL_TEXTS } from './asyncapi';
import { schemaPath } from './json-schemas';
import type { Schema } from './refusals';

const INTRODUCTION = `# Events

Made by \`npm run contracts\` from \`libs/contracts\`; edit it there. The same as a machine reads it:
[asyncapi.yaml](asyncapi.yaml), and a JSON Schema 2020-12 per event, which every deployment serves at the path that
\`ce_dataschema\` names. How events may change: [event-versions.md](event-versions.md).

CloudEvents 1.0 over Kafka, binary mode: attributes in \`ce_*\` headers, the JSON below is the value. The key is the
\`customerId\` (of a file that belongs to nobody: its \`fileAssetId\`). Events carry ids, codes and digests, never
personal data or free text; \`partnerCustomerRef\` is the partner's own word and should hold none either.
`;

/** The catalogue page: every topic, every event with its members and golden example. */
export function catalogue(consumers: ReadonlyMap<string, readonly string[]>): string {
  const ids = Object.keys(TOPICS) as (keyof typeof TOPICS)[];
  return [INTRODUCTION, ...ids.map((id) => topic(id, consumers))].join('\n');
}

function topic(id: keyof typeof TOPICS, consumers: ReadonlyMap<string, readonly string[]>): string {
  const { name } = TOPICS[id];
  const contracts = ALL_EVENTS.filter((contract) => contract.topic === name);
  return [
    `## ${name}\n`,
    `${CHANNEL_TEXTS[id]}\n`,
    '| event | what it says | handled by |',
    '| --- | --- | --- |',
    ...contracts.map(
      (contract) =>
        `| [${contract.name}](#${anchor(contract)}) | ${contract.description} | ${handledBy(contract, consumers)} |`,
    ),
    '',
    ...(id === 'partner' ? common() : []),
    ...contracts.map(event),
  ].join('\n');
}

function common(): string[] {
  const { data: _data, ...shared } = PublicEventPayload.properties;
  const schema = { properties: shared as Record<string, Schema>, required: Object.keys(shared) };
  return ['Every event has these members and `data`:\n', ...table(members(schema, ''))];
}

function handledBy(
  { type, topic: name }: EventContract,
  consumers: ReadonlyMap<string, readonly string[]>,
): string {
  const isPublic = name === TOPICS.partner.name || name === TOPICS.customerState.name;
  return isPublic ? 'downstream consumers' : (consumers.get(type)?.join(', ') ?? '–');
}

function event(contract: EventContract): string {
  return [
    `<a id="${anchor(contract)}"></a>\n`,
    `### ${contract.name}\n`,
    `${contract.description}\n`,
    `\`${contract.type}\` · source \`${contract.source}\` · [schema](${schemaPath(contract)})\n`,
    ...table(membersOf(contract)),
    '```json',
    JSON.stringify(contract.golden, null, 2),
    '```',
    '',
  ].join('\n');
}

function table(rows: string[]): string[] {
  return ['| member | type | |', '| --- | --- | --- |', ...rows, ''];
}

/** Members of the feed's common payload are told once, above all of its events. */
function membersOf({ topic: name, schema }: EventContract): string[] {
  const { properties = {}, ...rest } = schema as Schema;
  if (name !== TOPICS.partner.name) return members({ properties, ...rest }, '');
  return members({ properties: { data: properties['data'] ?? {} }, required: ['data'] }, '').slice(1);
}

function members({ properties = {}, required = [] }: Schema, prefix: string): string[] {
  const all = Object.entries(properties);
  return all.flatMap(([name, schema], index) => {
    const optional = required.includes(name) ? '' : '?';
    const described = typeof schema['description'] === 'string' ? schema['description'] : '';
    const line = (type: string): string => `| \`${prefix}${name}${optional}\` | ${type} | ${described} |`;
    const inside = schema.items?.properties ? schema.items : schema;
    const twin = all.slice(0, index).find(([, other]) => isDeepStrictEqual(other, schema));
    if (name === 'payload') return [line(`the payload of ${TOPICS.partner.name}`)];
    if (twin && inside.properties) return [line(`as \`${twin[0]}\``)];
    const suffix = inside === schema ? '' : '[]';
    return [line(typeOf(schema)), ...members(inside, `${prefix}${name}${suffix}.`)];
  });
}

function typeOf(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.enum) return schema.enum.map((word) => `\`${String(word)}\``).join(' ');
  if (schema.items) return `array of ${schema.items.properties ? 'objects' : typeOf(schema.items)}`;
  const format = schema['format'] ?? schema['pattern'];
  return `${schema.type ?? 'any'}${typeof format === 'string' ? ` (\`${format}\`)` : ''}`;
}

const anchor = ({ type }: EventContract): string => type.replace(/^com\.oceafin\./, '').replaceAll('.', '-');
