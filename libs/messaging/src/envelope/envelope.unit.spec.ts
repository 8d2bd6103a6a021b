import { MessagePermanentError } from '../failure/failure';
import { numbered, open, seal } from './envelope';

const contract = {
  type: 'com.example.OrderPlaced.v1',
  source: '/example/orders',
  dataschema: 'https://example.com/schemas/OrderPlaced.v1.json',
  topic: 'example.orders.events',
  schema: {},
};

const asBytes = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));

describe('envelope', () => {
  const sealed = seal(
    { contract, key: 'order-1', data: { total: 3, note: 'ünï' }, extensions: { sequence: '4' } },
    {
      correlationId: 'req-1',
      causationId: 'evt-0',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
  );

  it('is CloudEvents 1.0 in binary mode', () => {
    expect(sealed.headers).toMatchObject({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: sealed.id,
      ce_type: contract.type,
      ce_source: contract.source,
      ce_dataschema: contract.dataschema,
      ce_subject: 'order-1',
      ce_sequence: '4',
      ce_correlationid: 'req-1',
      ce_causationid: 'evt-0',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(JSON.parse(sealed.value)).toEqual({ total: 3, note: 'ünï' });
  });

  it('opens what it sealed, and passes the cause on', () => {
    const event = open({ headers: asBytes(numbered(sealed.headers, 12)), value: Buffer.from(sealed.value) });
    expect(event).toMatchObject({ id: sealed.id, type: contract.type, source: contract.source, version: 12 });
    expect(event.data).toEqual({ total: 3, note: 'ünï' });
    expect(event.correlation).toEqual({
      correlationId: 'req-1',
      causationId: sealed.id,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(event.extensions['sequence']).toBe('4');
  });

  it.each([
    ['no headers', { headers: {}, value: Buffer.from('{}') }],
    ['no version', { headers: asBytes(sealed.headers), value: Buffer.from(sealed.value) }],
    [
      'a version that is no number',
      { headers: asBytes({ ...sealed.headers, ce_keyversion: 'x' }), value: Buffer.from('{}') },
    ],
    ['broken JSON', { headers: asBytes(numbered(sealed.headers, 1)), value: Buffer.from('{"total":') }],
    [
      'no type',
      { headers: asBytes(numbered({ ...sealed.headers, ce_type: '' }, 1)), value: Buffer.from('{}') },
    ],
  ])('refuses %s for good', (_name, record) => {
    expect(() => open(record)).toThrow(MessagePermanentError);
  });
});
