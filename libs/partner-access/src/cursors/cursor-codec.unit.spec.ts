import fc from 'fast-check';
import { CursorCodec } from './cursor-codec';

const codec = new CursorCodec({ cursorKey: Buffer.alloc(32, 1) });
const binding = { list: 'customers', partnerId: 'p1', filters: { status: 'DRAFT', updatedSince: undefined } };
const forged = expect.objectContaining({ code: 'PARTNER_REQUEST_INVALID', status: 400 });

describe('cursors', () => {
  it('give their position back for the same list, partner and filters', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'small' }), (position) => {
        const text = JSON.stringify(position);
        expect(JSON.stringify(codec.decode(binding, codec.encode(binding, position)))).toBe(text);
      }),
      { numRuns: 50, seed: 7 },
    );
    expect(codec.decode({ ...binding, filters: { status: 'DRAFT' } }, codec.encode(binding, 1))).toBe(1);
  });

  it.each([
    ['list', { ...binding, list: 'timeline' }],
    ['partner', { ...binding, partnerId: 'p2' }],
    ['filter', { ...binding, filters: { status: 'CLOSED' } }],
    ['missing filter', { ...binding, filters: {} }],
  ])('are void for another %s', (_what, other) => {
    expect(() => codec.decode(other, codec.encode(binding, 1))).toThrow(forged);
  });

  it('are void where any character was changed, added or taken', () => {
    const cursor = codec.encode(binding, { after: 'x' });
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      expect(() => codec.decode(binding, cursor.slice(0, at) + other + cursor.slice(at + 1))).toThrow(forged);
    }
    for (const text of ['', 'x', `${cursor}=`, `${cursor}A`, cursor.slice(1), ` ${cursor}`, '%00']) {
      expect(() => codec.decode(binding, text)).toThrow(forged);
    }
  });

  it('are void under another key', () => {
    const other = new CursorCodec({ cursorKey: Buffer.alloc(32, 2) });
    expect(() => other.decode(binding, codec.encode(binding, 1))).toThrow(forged);
  });
});
