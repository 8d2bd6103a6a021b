import type { Problem } from '@oceafin/platform';
import type { IncomingMessage } from 'node:http';
import { isFresh, parseTimestamp } from './freshness';
import { readSignedHeaders } from './signed-headers';

const good = {
  'X-Partner-Client-Id': 'client_acme',
  'X-Partner-Timestamp': '2026-06-28T00:00:00.000Z',
  'X-Partner-Nonce': 'b7c2f5b0a1d94e6f',
  'X-Partner-Signature': 'a'.repeat(64),
  'X-Request-Id': 'r1',
  'Idempotency-Key': 'cust-1:create:001',
};

type Name = keyof typeof good;

const read = (headers: [string, string][]) =>
  readSignedHeaders({ rawHeaders: headers.flat() } as unknown as IncomingMessage);

const refusal = (headers: [string, string][]): Problem => {
  try {
    read(headers);
  } catch (error) {
    return error as Problem;
  }
  throw new Error('not refused');
};

const all = Object.entries(good);
const withValue = (name: Name, value: string): [string, string][] =>
  Object.entries({ ...good, [name]: value });
const required = Object.keys(good).filter((name) => name !== 'Idempotency-Key') as Name[];

describe('the headers of a signed request', () => {
  it('are read whatever the case of their names', () => {
    expect(read(all.map(([name, value]) => [name.toUpperCase(), value]))).toMatchObject({
      clientId: 'client_acme',
      idempotencyKey: 'cust-1:create:001',
    });
  });

  it.each(required)('need %s, once', (name) => {
    for (const headers of [
      all.filter(([each]) => each !== name),
      [...all, [name.toLowerCase(), good[name]] as [string, string]],
      withValue(name, ''),
    ]) {
      expect(refusal(headers)).toMatchObject({ code: 'PARTNER_AUTH_FAILED', status: 401 });
      expect(refusal(headers).detail).toContain(name);
    }
  });

  it('are named all at once where they are missing', () => {
    for (const name of required) expect(refusal([]).detail).toContain(name);
  });

  it.each<[Name, string]>([
    ['X-Partner-Nonce', 'x'.repeat(15)],
    ['X-Partner-Nonce', 'x'.repeat(129)],
    ['X-Partner-Nonce', 'with a blank in it'],
    ['X-Partner-Nonce', 'ünicode-ünicode-ü'],
    ['X-Request-Id', 'x'.repeat(129)],
    ['X-Request-Id', 'a b'],
    ['X-Partner-Signature', 'A'.repeat(64)],
    ['X-Partner-Signature', 'a'.repeat(63)],
    ['X-Partner-Signature', 'g'.repeat(64)],
    ['X-Partner-Timestamp', '2026-06-28'],
    ['X-Partner-Timestamp', '2026-06-28T00:00:00'],
    ['X-Partner-Timestamp', '2026-02-30T00:00:00Z'],
    ['X-Partner-Timestamp', '1782604800'],
    ['X-Partner-Timestamp', '2026-06-28T24:00:00Z'],
  ])('count a malformed %s as missing: %s', (name, value) => {
    expect(refusal(withValue(name, value))).toMatchObject({ code: 'PARTNER_AUTH_FAILED' });
  });

  it.each(['', 'x'.repeat(256), 'a b', 'é'])('hold no key where it is malformed: %s', (key) => {
    expect(read(withValue('Idempotency-Key', key)).idempotencyKey).toBeUndefined();
  });

  it('hold no key where it is repeated', () => {
    expect(read([...all, ['idempotency-key', 'other']]).idempotencyKey).toBeUndefined();
  });
});

describe('freshness', () => {
  it.each([
    ['2026-06-28T00:00:00Z', 0],
    ['2026-06-28T00:00:03.123456Z', 3_123],
    ['2026-06-28T00:00:03.1Z', 3_100],
    ['2026-06-28T00:00:03.123456789012345Z', 3_123],
    ['2026-06-28T08:00:02+08:00', 2_000],
    ['2026-06-27T12:00:00-12:00', 0],
    ['2026-06-28t00:00:00z', 0],
  ])('reads %s', (text, afterMidnight) => {
    expect(parseTimestamp(text)?.getTime()).toBe(Date.UTC(2026, 5, 28) + afterMidnight);
  });

  it('is the window either way, its ends included', () => {
    const now = new Date('2026-06-28T00:10:00Z');
    expect(isFresh(new Date('2026-06-28T00:05:00Z'), now, 300)).toBe(true);
    expect(isFresh(new Date('2026-06-28T00:15:00Z'), now, 300)).toBe(true);
    expect(isFresh(new Date('2026-06-28T00:04:59.999Z'), now, 300)).toBe(false);
    expect(isFresh(new Date('2026-06-28T00:15:00.001Z'), now, 300)).toBe(false);
  });
});
