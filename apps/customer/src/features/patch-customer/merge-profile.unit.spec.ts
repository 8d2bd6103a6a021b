import { mergeProfile } from './merge-profile';

const profile = { displayName: 'Jane Partner', metadata: { a: '1', b: '2' } };
const keys = (count: number, prefix: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, 'x']));

describe('mergeProfile', () => {
  it('changes nothing for an empty patch or equal values', () => {
    expect(mergeProfile(profile, {})).toBeNull();
    expect(mergeProfile(profile, { displayName: 'Jane Partner', metadata: { a: '1', c: null } })).toBeNull();
  });

  it('adds, replaces and removes keys', () => {
    expect(mergeProfile(profile, { displayName: 'Jane', metadata: { a: null, b: '3', c: '4' } })).toEqual({
      displayName: 'Jane',
      metadata: { b: '3', c: '4' },
    });
  });

  it('takes inherited names as keys like any other', () => {
    expect(mergeProfile(profile, { metadata: { constructor: 'x' } })?.metadata).toEqual({
      a: '1',
      b: '2',
      constructor: 'x',
    });
  });

  it('counts the keys after the merge', () => {
    const full = { displayName: 'Jane', metadata: keys(50, 'k') };
    expect(mergeProfile(full, { metadata: { k0: null, extra: 'x' } })?.metadata).toMatchObject({
      extra: 'x',
    });
    expect(() => mergeProfile(full, { metadata: { extra: 'x' } })).toThrow('PARTNER_VALIDATION_FAILED');
  });
});
