import { randomBytes } from 'node:crypto';
import { FRAME_BYTES, FrameAuthenticationError, FrameSealer, openFrames } from './frame-cipher';

const TAG_BYTES = 16;
const key = randomBytes(32);

function seal(plain: Buffer, pieces = 10_000): Buffer {
  const sealer = new FrameSealer(key, 'object');
  const frames: Buffer[] = [];
  for (let at = 0; at < plain.length; at += pieces)
    frames.push(...sealer.update(plain.subarray(at, at + pieces)));
  return Buffer.concat([...frames, ...sealer.final()]);
}

async function open(sealed: Buffer, name = 'object', dataKey = key, pieces = 7_777): Promise<Buffer> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < sealed.length; at += pieces) yield sealed.subarray(at, at + pieces);
  }
  const opened: Buffer[] = [];
  for await (const bytes of openFrames(chunks(), dataKey, name)) opened.push(bytes);
  return Buffer.concat(opened);
}

describe('frames', () => {
  it.each([0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES])(
    'give %d bytes back',
    async (size) => {
      const plain = randomBytes(size);
      const sealed = seal(plain);
      expect(sealed).toHaveLength(size + TAG_BYTES * Math.max(1, Math.ceil(size / FRAME_BYTES)));
      expect((await open(sealed)).equals(plain)).toBe(true);
    },
  );

  const sealedFrame = FRAME_BYTES + TAG_BYTES;
  const sealed = seal(randomBytes(3 * FRAME_BYTES));
  const flipped = Buffer.from(sealed);
  flipped[sealedFrame + 5]! ^= 1;
  const swapped = Buffer.concat([
    sealed.subarray(sealedFrame, 2 * sealedFrame),
    sealed.subarray(0, sealedFrame),
    sealed.subarray(2 * sealedFrame),
  ]);

  it.each([
    ['a changed bit', flipped],
    ['frames in another order', swapped],
    ['a missing end', sealed.subarray(0, 2 * sealedFrame)],
    ['a missing frame', sealed.subarray(sealedFrame)],
    ['a cut frame', sealed.subarray(0, sealed.length - 3)],
    ['bytes after the end', Buffer.concat([sealed, Buffer.alloc(20)])],
    ['nothing', Buffer.alloc(0)],
  ])('refuse %s', async (_, changed) => {
    await expect(open(changed)).rejects.toThrow(FrameAuthenticationError);
  });

  it('refuse the name of another object, and another key', async () => {
    await expect(open(sealed, 'other')).rejects.toThrow(FrameAuthenticationError);
    await expect(open(sealed, 'object', randomBytes(32))).rejects.toThrow(FrameAuthenticationError);
  });
});
