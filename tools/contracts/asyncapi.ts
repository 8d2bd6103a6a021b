import { ALL_EVENTS, type EventContract, TOPICS } from '@oceafin/contracts';

const text = (description: string): object => ({ type: 'string', description });

const required = [
  'content-type',
  'ce_specversion',
  'ce_id',
  'ce_type',
  'ce_source',
  'ce_time',
  'ce_subject',
  'ce_datacontenttype',
  'ce_dataschema',
  'ce_keyversion',
];

const properties = {
  'content-type': { const: 'application/json' },
  ce_specversion: { const: '1.0' },
  ce_id: text('Unique id of the event'),
  ce_type: text('Event type, versioned'),
  ce_source: text('The app that owns the truth'),
  ce_time: { type: 'string', format: 'date-time' },
  ce_subject: text('The key of the message'),
  ce_datacontenttype: { const: 'application/json' },
  ce_dataschema: text('URL of the JSON Schema of the payload; every deployment serves it at this path'),
  ce_keyversion: text('Number of the event within its topic and key: 1, 2, 3 … without gaps'),
  ce_correlationid: text('Follows one cause through every process'),
  ce_causationid: text('Id of the event that led to this one'),
  traceparent: text('W3C trace context'),
};

/** CloudEvents 1.0, Kafka binding, binary mode. */
const HEADERS = {
  EventHeaders: { type: 'object', required, properties },
  FeedHeaders: {
    type: 'object',
    required: [...required, 'ce_sequence', 'ce_partnerid'],
    properties: {
      ...properties,
      ce_id: text('Unique id of the event, equal to eventId on every channel'),
      ce_sequence: text('Number of the event in the customer timeline: 1, 2, 3 … without gaps'),
      ce_partnerid: text('The partner whose customer it is; on Kafka alone'),
    },
  },
};

export const CHANNEL_TEXTS: Record<keyof typeof TOPICS, string> = {
  customer:
    'Private between the apps, kept for ever: the public history of every customer, as the customer app numbers it.',
  file: 'Private between the apps, kept for ever: file assets and the verdicts on them.',
  onboarding: 'Private between the apps, kept for ever: submissions, requirements and decisions.',
  partner:
    'The public feed: every event of a customer timeline, in order, with a gap-free sequence per customer.',
  customerState: 'Compacted: the latest public state of each customer.',
};

export const componentName = (contract: EventContract): string =>
  contract.name.replace(/[._](\w)/g, (_match, letter: string) => letter.toUpperCase());

function message(contract: EventContract): object {
  return {
    name: contract.type,
    title: contract.name,
    summary: contract.description,
    contentType: 'application/json',
    headers: { $ref: `#/components/schemas/${headersOf(contract)}` },
    bindings: { kafka: { key: { type: 'string', format: 'uuid' } } },
    payload: { schemaFormat: 'application/schema+json;version=draft-2020-12', schema: contract.schema },
    examples: [{ name: 'golden', payload: contract.golden }],
  };
}

function headersOf({ topic }: EventContract): keyof typeof HEADERS {
  return topic === TOPICS.partner.name ? 'FeedHeaders' : 'EventHeaders';
}

function channel(id: keyof typeof TOPICS): object {
  const { name, partitions, config } = TOPICS[id];
  const contracts = ALL_EVENTS.filter((contract) => contract.topic === name);
  return {
    address: name,
    description: CHANNEL_TEXTS[id],
    messages: Object.fromEntries(
      contracts.map((contract) => [
        componentName(contract),
        { $ref: `#/components/messages/${componentName(contract)}` },
      ]),
    ),
    bindings: { kafka: { topic: name, partitions, topicConfiguration: topicConfiguration(config) } },
  };
}

function topicConfiguration(config: Readonly<Record<string, string>>): object {
  const policy = config['cleanup.policy'];
  const retention = config['retention.ms'];
  return {
    ...(policy ? { 'cleanup.policy': [policy] } : {}),
    ...(retention ? { 'retention.ms': Number(retention) } : {}),
  };
}

/** The AsyncAPI 3.0 document of every topic, made from the event contracts. */
export function asyncApiDocument(version: string): object {
  const ids = Object.keys(TOPICS) as (keyof typeof TOPICS)[];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Oceafin partner onboarding events',
      version,
      description:
        'CloudEvents 1.0 over Kafka, binary mode. Messages are keyed by customerId (files of nobody by fileAssetId).',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { local: { host: '127.0.0.1:9092', protocol: 'kafka', description: 'the local stack' } },
    channels: Object.fromEntries(ids.map((id) => [id, channel(id)])),
    operations: Object.fromEntries(
      ids.map((id) => [`publish-${id}`, { action: 'send', channel: { $ref: `#/channels/${id}` } }]),
    ),
    components: {
      messages: Object.fromEntries(
        ALL_EVENTS.map((contract) => [componentName(contract), message(contract)]),
      ),
      schemas: HEADERS,
    },
  };
}
