import { fieldError } from '../problems/problem';
import {
  AnyJson,
  Check,
  CountryCode,
  CountryCodeList,
  Email,
  Instant,
  Integer,
  LocalDate,
  Nested,
  NestedList,
  Percent,
  StringMap,
  Text,
  TextList,
  TrueOnly,
  Uuid,
  validateBody,
  Word,
  WordList,
} from '.';

class Address {
  @CountryCode() country: string;
  @Text() line: string;
  @Text({ optional: true }) city?: string;
}

@Check<Exposure>(({ status, position }) =>
  status !== undefined && status !== 'NONE' && position === undefined
    ? [fieldError('REQUIRED', '/position')]
    : [],
)
class Exposure {
  @Word(['NONE', 'PEP']) status: string;
  @Text({ optional: true }) position?: string;
}

class Person {
  @Text({ trim: false, pattern: /^[\x21-\x7e]+$/, max: 128 }) personRef: string;
  @WordList(['DIRECTOR', 'OWNER']) roles: string[];
  @Percent({ optional: true }) percent?: number;
  @Nested(() => Exposure) exposure: Exposure;
}

@Check<Body>(({ people }) => {
  const sum = (people ?? []).reduce((total, person) => total + (person.percent ?? 0), 0);
  return sum > 100 ? [fieldError('OWNERSHIP_EXCEEDS_100', '/people')] : [];
})
class Body {
  @Text({ max: 10 }) name: string;
  @LocalDate({ past: true }) bornOn: string;
  @Nested(() => Address) address: Address;
  @NestedList(() => Person, { optional: true, min: 1, max: 3 }) people?: Person[];
  @Instant({ past: true, optional: true }) at?: string;
  @Email({ optional: true }) email?: string;
  @TrueOnly('NOT_ATTESTED', { optional: true }) agreed?: boolean;
  @Uuid({ optional: true }) id?: string;
  @TextList({ optional: true, maxItems: 2, max: 5 }) aliases?: string[];
  @CountryCodeList({ optional: true }) countries?: string[];
  @StringMap({ optional: true, maxKeys: 2 }) metadata?: Record<string, string>;
  @Integer({ optional: true, min: 1, max: 5 }) count?: number;
  @AnyJson({ optional: true }) value?: unknown;
  @Text({ optional: true, nullable: true }) note?: string | null;
}

const now = new Date('2026-06-28T12:00:00Z');
const valid = { name: 'Ada', bornOn: '1990-02-28', address: { country: 'SG', line: '1 High Street' } };

const judge = (value: unknown) => validateBody(Body, value, { now });
const errorsOf = (value: unknown) => judge(value).errors.map(({ pointer, code }) => `${pointer} ${code}`);
const errorsWith = (part: object) => errorsOf({ ...valid, ...part });

describe('validateBody', () => {
  it('gives an instance that holds only what was sent, trimmed', () => {
    const { value, errors } = judge({ ...valid, name: '  Ada ', id: 'ABCDEF00-0000-4000-8000-000000000001' });
    expect(errors).toEqual([]);
    expect(value).toBeInstanceOf(Body);
    expect(value?.address).toBeInstanceOf(Address);
    expect(JSON.parse(JSON.stringify(value))).toEqual({
      ...valid,
      id: 'abcdef00-0000-4000-8000-000000000001',
    });
  });

  it.each([[null], [[]], ['text'], [1], [true], [undefined]])('refuses %p as a whole body', (body) => {
    expect(judge(body).errors).toMatchObject([{ pointer: '', code: 'INVALID_TYPE' }]);
  });

  it('names every missing member, at every depth', () => {
    expect(errorsOf({ address: {}, people: [{}] })).toEqual([
      '/name REQUIRED',
      '/bornOn REQUIRED',
      '/address/country REQUIRED',
      '/address/line REQUIRED',
      '/people/0/personRef REQUIRED',
      '/people/0/roles REQUIRED',
      '/people/0/exposure REQUIRED',
    ]);
  });

  it('coerces nothing', () => {
    expect(
      errorsWith({ name: 1, bornOn: true, address: [], people: {}, agreed: 'true', count: '3' }),
    ).toEqual([
      '/name INVALID_TYPE',
      '/bornOn INVALID_TYPE',
      '/address INVALID_TYPE',
      '/people INVALID_TYPE',
      '/agreed INVALID_TYPE',
      '/count INVALID_TYPE',
    ]);
    expect(errorsWith({ count: 1.5 })).toEqual(['/count INVALID_TYPE']);
  });

  it('treats null as a wrong type, except where a member may be null', () => {
    expect(errorsWith({ name: null, email: null, people: [null], value: null, address: null })).toEqual([
      '/name INVALID_TYPE',
      '/address INVALID_TYPE',
      '/people/0 INVALID_TYPE',
      '/email INVALID_TYPE',
      '/value INVALID_TYPE',
    ]);
    expect(judge({ ...valid, note: null }).value?.note).toBeNull();
  });

  it('refuses unknown members at every depth, with escaped pointers', () => {
    const odd = JSON.parse('{"a/b~c":1,"__proto__":{"x":1},"constructor":1,"toString":1}') as object;
    expect(errorsOf({ ...valid, merchantId: 'x', address: { ...valid.address, internal: 1 } })).toEqual([
      '/address/internal UNKNOWN_PROPERTY',
      '/merchantId UNKNOWN_PROPERTY',
    ]);
    const body = Object.assign(JSON.parse('{"__proto__":1}') as object, valid, {
      'a/b~c': 1,
      constructor: 1,
    });
    expect(errorsOf(body)).toEqual([
      '/__proto__ UNKNOWN_PROPERTY',
      '/a~1b~0c UNKNOWN_PROPERTY',
      '/constructor UNKNOWN_PROPERTY',
    ]);
    expect(errorsOf({ ...valid, people: [odd] })).toEqual(
      expect.arrayContaining(['/people/0/__proto__ UNKNOWN_PROPERTY', '/people/0/toString UNKNOWN_PROPERTY']),
    );
  });

  it('counts code points after trimming', () => {
    expect(errorsWith({ name: '😀'.repeat(10) })).toEqual([]);
    expect(errorsWith({ name: ` ${'x'.repeat(10)} ` })).toEqual([]);
    expect(errorsWith({ name: '😀'.repeat(11) })).toEqual(['/name TOO_LONG']);
    expect(errorsWith({ name: '   ' })).toEqual(['/name TOO_SHORT']);
  });

  it.each(['A\u0000da', 'A\u0085da', 'Ada\n', '\tAda', 'A\u007fda', 'A\ud800da'])(
    'refuses control characters: %j',
    (name) => {
      expect(errorsWith({ name })).toEqual(['/name INVALID_FORMAT']);
    },
  );

  it('judges lists as wholes and by item', () => {
    expect(errorsWith({ people: [] })).toEqual(['/people TOO_SHORT']);
    expect(errorsWith({ aliases: ['a', 'b', 'c'] })).toEqual(['/aliases TOO_LONG']);
    expect(errorsWith({ aliases: ['toolong', 'b'] })).toEqual(['/aliases/0 TOO_LONG']);
    expect(errorsWith({ aliases: [1, 'b'] })).toEqual(['/aliases/0 INVALID_TYPE']);
    expect(errorsWith({ aliases: ['b', ' b '] })).toEqual(['/aliases/1 DUPLICATE']);
    expect(errorsWith({ countries: ['SG', 'ZZ', 'sg', 'SG'] })).toEqual([
      '/countries/1 INVALID_VALUE',
      '/countries/2 INVALID_VALUE',
      '/countries/3 DUPLICATE',
    ]);
  });

  it('stays quick and brief whatever is sent', () => {
    const many = <T>(item: T) => Array.from({ length: 100_000 }, () => item);
    const began = process.cpuUsage();
    expect(errorsWith({ people: many({}), aliases: many('a'), countries: many('SG') })).toEqual([
      '/people TOO_LONG',
      '/aliases TOO_LONG',
      '/countries TOO_LONG',
    ]);
    expect(errorsWith({ metadata: Object.fromEntries(many(0).map((_, index) => [index, 1])) })).toEqual([
      '/metadata TOO_LONG',
    ]);
    expect(errorsWith(Object.fromEntries(many(0).map((_, index) => [index, 1])))).toHaveLength(5_000);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000).toBeLessThan(2_000);
  });

  it.each([
    ['2026-02-30', 'INVALID_FORMAT'],
    ['2026-2-3', 'INVALID_FORMAT'],
    ['0000-01-01', 'INVALID_FORMAT'],
    ['2025-02-29', 'INVALID_FORMAT'],
    ['2026-06-28T00:00:00Z', 'INVALID_FORMAT'],
    ['2026-06-30', 'DATE_IN_FUTURE'],
    ['9999-12-31', 'DATE_IN_FUTURE'],
  ])('refuses the date %s', (bornOn, code) => {
    expect(errorsWith({ bornOn })).toEqual([`/bornOn ${code}`]);
  });

  it('takes today of the place where the day begins first', () => {
    // 12:00Z is 02:00 of the next day in UTC+14.
    expect(errorsWith({ bornOn: '2026-06-29' })).toEqual([]);
  });

  it.each([
    ['2026-06-28T12:05:00Z', []],
    ['2026-06-28t14:04:59.123456+02:00', []],
    ['2026-06-28T12:05:00.001Z', ['/at DATE_IN_FUTURE']],
    ['2026-06-28T12:00:00', ['/at INVALID_FORMAT']],
    ['2026-02-30T12:00:00Z', ['/at INVALID_FORMAT']],
    ['2026-06-28T24:00:00Z', ['/at INVALID_FORMAT']],
    ['2026-06-28 12:00:00Z', ['/at INVALID_FORMAT']],
    ['2026-06-28T12:00:00+25:00', ['/at INVALID_FORMAT']],
  ])('judges the instant %s', (at, expected) => {
    expect(errorsWith({ at })).toEqual(expected);
  });

  it.each([
    [0, 'OUT_OF_RANGE'],
    [-1, 'OUT_OF_RANGE'],
    [100.01, 'OUT_OF_RANGE'],
    [33.333, 'INVALID_FORMAT'],
    ['50', 'INVALID_TYPE'],
  ])('refuses %p as a percent', (percent, code) => {
    const person = { personRef: 'a', roles: ['OWNER'], exposure: { status: 'NONE' }, percent };
    expect(errorsWith({ people: [person] })).toEqual([`/people/0/percent ${code}`]);
  });

  it.each([0.01, 0.07, 1.1, 33.33, 66.67, 99.99, 100])('takes %p as a percent', (percent) => {
    const person = { personRef: 'a', roles: ['OWNER'], exposure: { status: 'NONE' }, percent };
    expect(errorsWith({ people: [person] })).toEqual([]);
  });

  it('judges formats', () => {
    expect(errorsWith({ email: 'a@b', id: 'x', agreed: false, count: 6 })).toEqual([
      '/email INVALID_FORMAT',
      '/agreed NOT_ATTESTED',
      '/id INVALID_FORMAT',
      '/count OUT_OF_RANGE',
    ]);
    expect(errorsWith({ email: 'Ada <ada@example.com>' })).toEqual(['/email INVALID_FORMAT']);
    expect(errorsWith({ email: 'ada@example.com' })).toEqual([]);
  });

  it('judges string maps by key', () => {
    expect(judge({ ...valid, metadata: { constructor: 'x' } }).value?.metadata).toEqual({ constructor: 'x' });
    expect(errorsWith({ metadata: { 'a b': 'x', b: 1 } })).toEqual([
      '/metadata/a b INVALID_FORMAT',
      '/metadata/b INVALID_TYPE',
    ]);
    expect(errorsWith({ metadata: JSON.parse('{"__proto__":"x"}') as object })).toEqual([
      '/metadata/__proto__ INVALID_FORMAT',
    ]);
    expect(errorsWith({ metadata: { a: '1', b: '2', c: '3' } })).toEqual(['/metadata TOO_LONG']);
    expect(errorsWith({ metadata: { a: 'x'.repeat(513), b: 'x\n' } })).toEqual([
      '/metadata/a TOO_LONG',
      '/metadata/b INVALID_FORMAT',
    ]);
  });

  it('keeps unsafe parts out of arbitrary JSON', () => {
    expect(errorsWith({ value: { a: [1, 'x\0'] } })).toEqual(['/value/a/1 INVALID_FORMAT']);
    expect(errorsWith({ value: JSON.parse('[{"__proto__":1}]') as object })).toEqual([
      '/value/0/__proto__ UNKNOWN_PROPERTY',
    ]);
    expect(errorsWith({ value: { a: [1, 'x', null] } })).toEqual([]);
  });

  describe('checks over several members', () => {
    const person = (exposure: unknown, percent = 60) => ({
      personRef: 'a',
      roles: ['OWNER'],
      exposure,
      percent,
    });

    it('report at relative pointers, beside all other errors', () => {
      expect(
        errorsOf({ ...valid, name: '', people: [person({ status: 'PEP' }), person({ status: 'NONE' })] }),
      ).toEqual(['/name TOO_SHORT', '/people OWNERSHIP_EXCEEDS_100', '/people/0/exposure/position REQUIRED']);
    });

    it('give way to an error of the member itself', () => {
      expect(errorsWith({ people: [person({ status: 'PEP', position: 5 })] })).toEqual([
        '/people/0/exposure/position INVALID_TYPE',
      ]);
    });

    it('do not judge what is wrong by itself', () => {
      expect(errorsWith({ people: [person({ status: 'NONE' }, 500), null] })).toEqual([
        '/people/1 INVALID_TYPE',
        '/people/0/percent OUT_OF_RANGE',
      ]);
    });
  });

  it('lets a subclass redeclare a member', () => {
    class Loose extends Address {
      @Text({ optional: true, max: 300 }) declare line: string;
    }
    expect(validateBody(Loose, { country: 'SG', line: 'x'.repeat(250) }).errors).toEqual([]);
    expect(validateBody(Loose, { country: 'SG' }).errors).toEqual([]);
    expect(validateBody(Address, { country: 'SG' }).errors).toHaveLength(1);
  });

  it.each(['0001-01-01T00:00:00+10:00', '9999-12-31T23:59:59-10:00'])(
    'refuses %s: RFC 3339 has no text for its year in UTC',
    (at) => expect(errorsWith({ at })).toEqual(['/at INVALID_FORMAT']),
  );

  it('never quotes a value in a detail', () => {
    const { errors } = judge({ ...valid, name: 'S3CRETNAME-TOO-LONG', email: 'S3CRET', id: 'S3CRET' });
    expect(JSON.stringify(errors)).not.toContain('S3CRET');
  });
});
