import fc from 'fast-check';
import { LowWatermark } from './low-watermark';

describe('LowWatermark', () => {
  it('has no offset while the first message is open', () => {
    const watermark = new LowWatermark(['7', '8', '9']);
    watermark.settle(1);
    watermark.settle(2);
    expect(watermark.offset).toBeUndefined();
  });

  it('jumps over what was settled out of order, across gaps in the log', () => {
    const watermark = new LowWatermark(['7', '9', '40']);
    watermark.settle(2);
    watermark.settle(0);
    expect(watermark.offset).toBe('7');
    watermark.settle(1);
    expect(watermark.offset).toBe('40');
  });

  it('never passes an open message, whatever the order', () => {
    const orders = fc
      .integer({ min: 1, max: 30 })
      .chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }));
    fc.assert(
      fc.property(orders, (order) => {
        const watermark = new LowWatermark(order.map((_, index) => String(index)));
        const settled = new Set<number>();
        for (const index of order) {
          watermark.settle(index);
          settled.add(index);
          const committed = watermark.offset === undefined ? -1 : Number(watermark.offset);
          for (let below = 0; below <= committed; below += 1) expect(settled.has(below)).toBe(true);
          expect(settled.has(committed + 1)).toBe(false);
        }
        expect(watermark.offset).toBe(String(order.length - 1));
      }),
      { seed: 7 },
    );
  });
});
