import { faultOfNonce, faultsOfKey, type Seen, type Spent } from './answers';

const first: Seen = { status: 201, body: '{"a":1}', replayed: false, retryAfter: false };
const again: Seen = { ...first, replayed: true };
const code = 'PARTNER_IDEMPOTENCY_IN_FLIGHT';
const inFlight: Seen = { status: 409, code, body: '', replayed: false, retryAfter: true };
const away: Seen = {
  status: 503,
  code: 'PARTNER_PROCESSING_UNAVAILABLE',
  body: '',
  replayed: false,
  retryAfter: true,
};

describe('answers to one key', () => {
  it.each<[string, (Seen | undefined)[]]>([
    ['one first, the rest replays', [first, inFlight, again, again]],
    ['the first one lost', [undefined, away, again]],
  ])('allows %s', (_name, answers) => {
    expect(faultsOfKey(answers, true)).toEqual([]);
  });

  it.each<[string, (Seen | undefined)[]]>([
    ['two firsts', [first, first]],
    ['other bytes', [first, { ...again, body: '{"a": 1}' }]],
    ['another status', [first, { ...again, status: 200 }]],
    ['a refusal', [first, { ...inFlight, code: 'PARTNER_IDEMPOTENCY_CONFLICT' }]],
    ['no word on when to come back', [first, { ...inFlight, retryAfter: false }]],
    ['replays of nothing', [again, again]],
    ['nothing but refusals', [inFlight, away]],
    ['silence for no reason', [first, undefined]],
  ])('notices %s', (_name, answers) => {
    expect(faultsOfKey(answers, false)).not.toEqual([]);
  });
});

describe('requests with one nonce', () => {
  it.each<Spent[]>([
    ['WON', 'REPLAYED'],
    ['UNKNOWN', 'REPLAYED'],
    ['UNKNOWN', 'UNKNOWN'],
  ])('may come out as %s and %s', (...spent) => {
    expect(faultOfNonce(spent)).toBeUndefined();
  });

  it.each<Spent[]>([
    ['WON', 'WON'],
    ['REPLAYED', 'REPLAYED'],
    ['WON', 'WRONG'],
  ])('never as %s and %s', (...spent) => {
    expect(faultOfNonce(spent)).toBeDefined();
  });
});
