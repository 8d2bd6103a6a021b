import { join } from 'node:path';
import { ALL_EVENTS, type EventContract } from '@oceafin/contracts';
import { judge, type Published, type Revision } from './gate';
import { readPublished } from './published';
import type { Schema } from './refusals';

const golden = {
  customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11',
  round: 1,
  word: 'A',
  note: null,
  list: [{ n: 1 }],
};

const schema: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['customerId', 'round', 'word', 'note', 'list'],
  properties: {
    customerId: { type: 'string', format: 'uuid' },
    round: { type: 'integer', minimum: 1 },
    word: { type: 'string', enum: ['A', 'B'] },
    note: { anyOf: [{ type: 'string', enum: ['X'] }, { type: 'null' }] },
    extra: { type: 'boolean' },
    list: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['n'],
        properties: { n: { type: 'number', maximum: 10 } },
      },
    },
  },
};

const TYPE = 'com.example.Happened.v1';
const base: Revision = { topic: 't', dataschema: 'https://example.com/1.json', schema, golden };
const published: Published = new Map([[TYPE, [base]]]);

function contract(over: object = {}): EventContract {
  return { name: 'Happened', type: TYPE, source: '/t', description: '', ...base, ...over } as never;
}

const withProperty = (name: string, property: Schema, required = schema.required): object => ({
  schema: { ...schema, required, properties: { ...schema.properties, [name]: property } },
});
const without = (name: string): object => {
  const { [name]: _removed, ...properties } = schema.properties!;
  return { schema: { ...schema, required: schema.required!.filter((one) => one !== name), properties } };
};
const renamed = (from: string, to: string): object => {
  const { [from]: moved, ...properties } = schema.properties!;
  const required = schema.required!.map((name) => (name === from ? to : name));
  return { schema: { ...schema, required, properties: { ...properties, [to]: moved } } };
};
const inList = (items: Schema): object => withProperty('list', { type: 'array', items });
const item = schema.properties!['list']!.items!;

describe('the compatibility gate', () => {
  it.each<[string, object]>([
    ['nothing new', {}],
    ['another description', { schema: { ...schema, description: 'new words' } }],
    ['another golden example', { golden: { ...golden, extra: true } }],
    ['an optional member more', withProperty('added', { type: 'string' })],
    ['an optional member less', without('extra')],
    ['an optional member more, deep inside', inList({ ...item, properties: { ...item.properties, m: {} } })],
  ])('lets %s pass', (_name, over) => {
    const { breaks, additions } = judge([contract(over)], published);
    expect(breaks).toEqual([]);
    expect([...additions.keys()]).toEqual(Object.keys(over).length === 0 ? [] : [TYPE]);
  });

  it.each<[string, object, RegExp]>([
    [
      'a required member more',
      withProperty('added', {}, [...schema.required!, 'added']),
      /old event at \/added/,
    ],
    ['a required member less', without('word'), /old consumer refuses today's event at \/word: required/],
    [
      'a required member made optional',
      withProperty('word', schema.properties!['word']!, ['round']),
      /\/word: req/,
    ],
    ['a renamed member', renamed('round', 'roundNumber'), /event at \/round: required/],
    ['another type', withProperty('round', { type: 'string' }), /\/round: string instead of integer/],
    [
      'a wider number',
      withProperty('round', { type: 'number', minimum: 1 }),
      /old consumer.*number instead of int/,
    ],
    ['a lower minimum', withProperty('round', { type: 'integer', minimum: 0 }), /old consumer.*minimum 1/],
    ['a higher minimum', withProperty('round', { type: 'integer', minimum: 2 }), /old event.*minimum 2/],
    [
      'a higher maximum deep inside',
      inList({ ...item, properties: { n: { type: 'number', maximum: 11 } } }),
      /\/list\/\*\/n/,
    ],
    [
      'a word more',
      withProperty('word', { type: 'string', enum: ['A', 'B', 'C'] }),
      /old consumer.*unknown C/,
    ],
    ['a word less', withProperty('word', { type: 'string', enum: ['A'] }), /old event.*unknown B/],
    [
      'null where there was none',
      withProperty('word', { anyOf: [{ ...schema.properties!['word'] }, { type: 'null' }] }),
      /\/word: null/,
    ],
    ['null no more', withProperty('note', { type: 'string', enum: ['X'] }), /old event.*\/note: null/],
    ['another format', withProperty('customerId', { type: 'string', format: 'date' }), /format date/],
    [
      'a pattern',
      withProperty('customerId', { type: 'string', format: 'uuid', pattern: '^a' }),
      /pattern \^a/,
    ],
    [
      'a keyword that nobody judges',
      withProperty('round', { type: 'integer', multipleOf: 2 }),
      /can't judge multipleOf/,
    ],
    ['a golden example that old consumers refuse', { golden: { ...golden, round: 0 } }, /golden example/],
    ['another topic', { topic: 'elsewhere' }, /another topic/],
    ['another dataschema', { dataschema: 'https://example.com/2.json' }, /another dataschema/],
  ])('refuses %s', (_name, over, why) => {
    const { breaks, additions } = judge([contract(over)], published);
    expect(breaks.join('\n')).toMatch(why);
    expect(additions.size).toBe(0);
  });

  it('refuses that an event type goes', () => {
    expect(judge([], published).breaks).toEqual([expect.stringContaining('is gone')]);
  });

  it('judges by every revision, not by the latest alone', () => {
    const second = { ...base, ...without('extra') };
    const history: Published = new Map([[TYPE, [base, second]]]);
    const { breaks } = judge([contract(withProperty('extra', { type: 'string' }))], history);
    expect(breaks).toContainEqual(expect.stringMatching(/r1: .*\/extra: string instead of boolean/));
    expect(breaks.join('\n')).not.toContain('r2');
  });

  it('asks for the first revision of a new event type', () => {
    expect([...judge([contract()], new Map()).additions.keys()]).toEqual([TYPE]);
  });
});

describe('the contracts as they are', () => {
  const folder = join(__dirname, '../../libs/contracts/published');
  const judgement = judge(ALL_EVENTS, readPublished(folder));

  it('break nothing that was ever published', () => {
    expect(judgement.breaks).toEqual([]);
  });

  it('are published: otherwise run npm run contracts', () => {
    expect([...judgement.additions.keys()]).toEqual([]);
  });
});
