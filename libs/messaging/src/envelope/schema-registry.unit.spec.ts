import type { EventDefinition } from '../event-definition';
import { SchemaRegistry } from './schema-registry';

const OrderPlaced: EventDefinition = {
  type: 'com.example.OrderPlaced.v1',
  source: '/example/orders',
  dataschema: 'https://example.com/schemas/OrderPlaced.v1.json',
  topic: 'example.orders.events',
  schema: {
    type: 'object',
    required: ['n'],
    properties: { n: { type: 'integer' } },
    additionalProperties: false,
  },
};

describe('the schemas of events', () => {
  const registry = new SchemaRegistry({ contracts: [OrderPlaced] });

  it('hold producers to the letter and let consumers pass what they do not know', () => {
    registry.assertOutgoing(OrderPlaced, { n: 1 });
    expect(() => registry.assertOutgoing(OrderPlaced, { n: 1, more: true })).toThrow('additionalProperties');
    registry.assertIncoming(OrderPlaced.type, { n: 1, more: true });
    expect(() => registry.assertIncoming(OrderPlaced.type, { n: 'one' })).toThrow('/n (type)');
  });

  it('are refused at the start where they are none', () => {
    const broken = { ...OrderPlaced, schema: { type: 'objekt' } };
    expect(() => new SchemaRegistry({ contracts: [broken] })).toThrow(OrderPlaced.type);
  });

  it('are all that is known', () => {
    expect([registry.knows(OrderPlaced.type), registry.knows('com.example.Other.v1')]).toEqual([true, false]);
    expect(() => registry.assertOutgoing({ ...OrderPlaced, type: 'com.example.Other.v1' }, {})).toThrow(
      'declared',
    );
  });
});
