import { Problem } from '../problems/problem';
import { parseStrictJson } from './parse-strict-json';

const parse = (text: string) => parseStrictJson(Buffer.from(text, 'utf8'));

function refusal(bytes: string | Buffer): Problem {
  try {
    parseStrictJson(Buffer.from(bytes as string));
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    return error as Problem;
  }
  throw new Error('was accepted');
}

describe('parseStrictJson', () => {
  it('gives the value of a well-formed document', () => {
    const value = { a: [1, -0.5, 12.1, 1e3, 0.07, true, null], ключ: 'zażółć 😀', nested: { a: {} } };
    expect(parse(JSON.stringify(value))).toEqual(value);
    expect(parse(' "text" ')).toBe('text');
  });

  it.each([
    ['an empty body', ''],
    ['blanks only', '  '],
    ['a trailing comma', '{"a":1,}'],
    ['a comment', '{"a":1 /* c */}'],
    ['single quotes', "{'a':1}"],
    ['a bare word', '{a:1}'],
    ['NaN', '{"a":NaN}'],
    ['a leading zero', '{"a":012}'],
    ['two documents', '{} {}'],
    ['a raw control character', '{"a":"\u0001"}'],
    ['a raw NUL', '{"a":1}\0'],
    ['a byte order mark', '\ufeff{}'],
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice with the same value', '{"a":1,"a":1}'],
    ['a key twice, one escaped', '{"a":1,"\\u0061":2}'],
    ['a key twice, deep down', '{"l":[{"m":{"k":1,"o":{},"k":1}}]}'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
    ['half a surrogate pair', '{"a":"\\ud800"}'],
    ['half a surrogate pair in a key', '{"\\udc00":1}'],
    ['an infinite number', '{"a":1e400}'],
    ['an integer beyond a double', '{"a":9007199254740993}'],
    ['more digits than a double has', '{"a":0.12345678901234567890}'],
    ['a number that vanishes', '{"a":1e-400}'],
  ])('refuses %s', (_name, text) => {
    const problem = refusal(text);
    expect(problem.code).toBe('PARTNER_REQUEST_INVALID');
    expect(problem.status).toBe(400);
  });

  it.each(['1e300', '1E+21', '-1e21', '9007199254740994', '12e-1', '100.00'])(
    'leaves %s to the rules of its member',
    (number) => {
      expect(parse(`{"a":${number}}`)).toEqual({ a: Number(number) });
    },
  );

  it('refuses invalid UTF-8', () => {
    expect(refusal(Buffer.from([0x22, 0xc3, 0x28, 0x22])).detail).toMatch(/UTF-8/);
    expect(refusal(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])).detail).toMatch(/UTF-8/);
  });

  it('accepts 64 levels and refuses 65, however deep', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(() => parse(nested(64))).not.toThrow();
    expect(refusal(nested(65)).detail).toMatch(/64 levels/);
    expect(refusal(nested(500_000)).code).toBe('PARTNER_REQUEST_INVALID');
    expect(refusal('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)).status).toBe(400);
  });

  it('lets the same key stand in different objects', () => {
    expect(parse('[{"a":1},{"a":2,"b":{"a":3}}]')).toHaveLength(2);
  });

  it('keeps __proto__ as an own member and pollutes nothing', () => {
    const value = parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ) as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('never echoes a value', () => {
    expect(refusal('{"a":"s3cret", "a":"s3cret"}').detail).not.toMatch(/s3cret|"a"/);
  });
});
