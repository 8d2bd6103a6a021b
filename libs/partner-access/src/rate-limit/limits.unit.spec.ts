import type { PartnerClient } from '../endpoint/partner-call';
import { limitsOf, parseLimitRules } from './limits';

const client: PartnerClient = {
  clientId: 'c1',
  partnerId: 'p1',
  scopes: [],
  products: [],
  mode: 'sandbox',
  rateLimit: { requestsPerSecond: 10, burst: 20 },
};

describe('limits', () => {
  it('are read from a list', () => {
    expect(parseLimitRules('partner=5/10, client-upload=1/2')).toEqual([
      { who: 'partner', requestsPerSecond: 5, burst: 10 },
      { who: 'client', what: 'upload', requestsPerSecond: 1, burst: 2 },
    ]);
    expect(parseLimitRules('')).toEqual([]);
  });

  it.each([
    'partner',
    'partner=5',
    'partner=0/1',
    'client=1/2',
    'partner-delete=1/2',
    'x=1/2',
    'partner=1/x',
  ])('are refused: %s', (text) => expect(parseLimitRules(text)).toBeUndefined());

  it('apply by class, to the client and to its partner, with buckets apart', () => {
    const rules = parseLimitRules('partner=5/10,partner-write=3/4,client-upload=1/2')!;
    const buckets = (kind: 'read' | 'write' | 'upload') =>
      limitsOf(client, kind, rules).map(({ name, bucket }) => [name, bucket]);
    const common = [
      ['client', 'c1'],
      ['partner', 'partner p1'],
    ];
    expect(buckets('read')).toEqual(common);
    expect(buckets('write')).toEqual([...common, ['partner-write', 'partner p1 write']]);
    expect(buckets('upload')).toEqual([...common, ['client-upload', 'c1 upload']]);
  });
});
