import type { FieldErrorCode } from '@oceafin/contracts';
import { valueAt, withValueAt } from '../rules/json-place';
import { context, errorsOf, EXAMPLES, FULL, placesIn, TYPES, withoutAt } from './examples/mutations';
import { judgeForm } from '.';

const isIndex = (place: string) => /\/\d+$/.test(place);

const OPTIONAL = new Set(
  `middleName lastName nativeName aliases placeOfBirth otherNationalities nationalId state postcode addressLine2
   since issuingCountry documentNumber issuedOn expiresOn mrz tradingNames principalPlaceOfBusiness lei website
   industryCode expectedMonthlyVolume ownershipPercent relatedEntities ownerships listedOn regulatedBy`.split(
    /\s+/,
  ),
);
/** Optional in some places only. */
const OPTIONAL_PLACES = [
  /\/placeOfBirth\/city$/,
  /^\/corporationDetails\/taxId$/,
  /\/relatedPersons\/\d+\/personalDetails\/(contactNumber|email|taxResidencies)$/,
];
const isOptional = (place: string) =>
  place !== '/corporationDetails/contactPerson/lastName' &&
  (OPTIONAL.has(place.slice(place.lastIndexOf('/') + 1)) || OPTIONAL_PLACES.some((one) => one.test(place)));

/** Taking these away is an error elsewhere or of another kind. */
const ELSEWHERE: Record<string, [string, FieldErrorCode]> = {
  noTinReason: ['taxId', 'REQUIRED'],
  text: ['textSha256', 'REQUIRED'],
};

describe.each(TYPES)('a %s submission', (type) => {
  const full = FULL[type];
  const example = EXAMPLES[type];
  const members = placesIn(full).filter((place) => !isIndex(place));

  test('is accepted as in the example and with every member', () => {
    expect(judgeForm(type, example, context)).toEqual({ errors: [], form: example });
    expect(judgeForm(type, full, context)).toEqual({ errors: [], form: full });
  });

  test.each(members.filter((place) => !isOptional(place)))('needs %s', (place) => {
    const [parent, name] = [place.slice(0, place.lastIndexOf('/')), place.slice(place.lastIndexOf('/') + 1)];
    const [member, code] = ELSEWHERE[name] ?? [name, 'REQUIRED'];
    expect(errorsOf(type, withoutAt(full, place))).toContainEqual([`${parent}/${member}`, code]);
  });

  test.each(members.filter((place) => isOptional(place)))('may lack %s', (place) => {
    const refs = place.endsWith('/relatedEntities')
      ? withoutAt(full, '/additionalCorporationDetails/ownerships')
      : full;
    expect(errorsOf(type, withoutAt(refs, place))).toEqual([]);
  });

  test.each(placesIn(full))('knows the JSON type of %s', (place) => {
    const right = valueAt(full, place);
    const wrong = [null, 7.5, 'text', true, {}, []].filter(
      (value) =>
        Array.isArray(value) !== Array.isArray(right) || typeof value !== typeof right || value === null,
    );
    for (const value of wrong) {
      expect(errorsOf(type, withValueAt(full, place, value))).toContainEqual([place, 'INVALID_TYPE']);
    }
  });

  test.each(placesIn(full).filter((place) => typeof valueAt(full, place) === 'object'))(
    '%s is closed',
    (place) => {
      if (Array.isArray(valueAt(full, place))) return;
      const body = withValueAt(full, `${place}/tenantId`, 'x');
      expect(errorsOf(type, body)).toEqual([[`${place}/tenantId`, 'UNKNOWN_PROPERTY']]);
    },
  );

  test('has no member beside those', () => {
    expect(errorsOf(type, { ...full, 'a/b~c': 1 })).toEqual([['/a~1b~0c', 'UNKNOWN_PROPERTY']]);
  });
});

test('hostile values neither throw nor pass', () => {
  const hostile = [
    JSON.parse('{"__proto__": {"x": 1}}'),
    { constructor: 1 },
    Array(1000).fill({}),
    '\ud800',
    Number.MAX_VALUE,
  ];
  for (const type of TYPES) {
    for (const place of placesIn(FULL[type])) {
      for (const value of hostile)
        expect(errorsOf(type, withValueAt(FULL[type], place, value))).not.toEqual([]);
    }
  }
});
