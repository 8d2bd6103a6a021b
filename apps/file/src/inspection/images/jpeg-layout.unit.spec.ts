import { image } from '../../../test/documents.spec';
import { inspect } from '../inspect';

const MP4 = Buffer.concat([
  Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'),
  Buffer.alloc(500, 7),
]);

/** The JPEG with one more segment after its start marker. */
function withSegment(jpeg: Buffer, marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

/** A multi-picture directory of two images: this one and `second` right after it. */
function withMpf(jpeg: Buffer, second: Buffer): Buffer {
  const data = Buffer.alloc(4 + 8 + 2 + 12 + 4 + 32);
  data.write('MPF\0MM\0*', 'latin1');
  data.writeUInt32BE(8, 8);
  data.writeUInt16BE(1, 12);
  data.writeUInt16BE(0xb002, 14);
  data.writeUInt16BE(7, 16);
  data.writeUInt32BE(32, 18);
  data.writeUInt32BE(26, 22);
  const complete = withSegment(jpeg, 0xe2, data);
  const base = 2 + 4 + 4;
  const entry = base + 26 + 16;
  complete.writeUInt32BE(second.length, entry + 4);
  complete.writeUInt32BE(complete.length - base, entry + 8);
  return Buffer.concat([complete, second]);
}

const xmp = (attributes: string): Buffer =>
  Buffer.from(
    `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:Description ${attributes}/></x:xmpmeta>`,
    'latin1',
  );

describe('what may follow a JPEG', () => {
  let jpeg: Buffer;
  beforeAll(async () => {
    jpeg = await image('jpeg');
  });

  const verdict = async (bytes: Buffer): Promise<string> => {
    const finding = await inspect(bytes, 'image/jpeg');
    return finding.clean ? 'CLEAN' : finding.reason;
  };

  it("is a second picture that the first one's directory lists", async () => {
    const both = withMpf(jpeg, await image('jpeg', 40, 30));
    expect(await verdict(both)).toBe('CLEAN');
    expect(await verdict(Buffer.concat([both, Buffer.from('and more')]))).toBe('FILE_CONTENT_MISMATCH');
  });

  it.each([`GCamera:MicroVideoOffset="${MP4.length}"`, `Item:Mime="video/mp4" Item:Length="${MP4.length}"`])(
    'is the video of a motion photo: %s',
    async (attributes) => {
      expect(await verdict(Buffer.concat([withSegment(jpeg, 0xe1, xmp(attributes)), MP4]))).toBe('CLEAN');
    },
  );

  it('is no video that nothing tells of', async () => {
    expect(await verdict(Buffer.concat([jpeg, MP4]))).toBe('FILE_CONTENT_MISMATCH');
  });

  it('is no program in the place of the video', async () => {
    const program = Buffer.from('MZ'.repeat(300), 'latin1');
    const claimed = withSegment(jpeg, 0xe1, xmp(`GCamera:MicroVideoOffset="${program.length}"`));
    expect(await verdict(Buffer.concat([claimed, program]))).toBe('FILE_CONTENT_MISMATCH');
  });
});
