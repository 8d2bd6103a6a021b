import { createCipheriv, createDecipheriv } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const TAG_BYTES = 16;
export const DATA_KEY_BYTES = 32;
/** Plaintext bytes of every frame but the last, which has 0 to this many. */
export const FRAME_BYTES = 64 * 1024;
const SEALED_FRAME_BYTES = FRAME_BYTES + TAG_BYTES;

/**
 * Encrypts a stream in frames that can be authenticated one by one. The nonce is the frame's number, which is safe
 * because each object has a data key of its own; the object's name and whether the frame is the last are
 * authenticated too, so frames can't be moved, repeated, dropped or cut off unnoticed.
 */
export class FrameSealer {
  private readonly pending = Buffer.allocUnsafe(FRAME_BYTES);
  private filled = 0;
  private frame = 0;

  constructor(
    private readonly dataKey: Buffer,
    private readonly objectName: string,
  ) {}

  /** The frames that `bytes` completed, in pieces that follow each other. */
  *update(bytes: Buffer): Generator<Buffer> {
    let offset = 0;
    while (offset < bytes.length) {
      // A full frame waits for the byte after it: only then is it known not to be the last.
      if (this.filled === FRAME_BYTES) yield* this.seal(false);
      const taken = bytes.copy(this.pending, this.filled, offset);
      this.filled += taken;
      offset += taken;
    }
  }

  /** The last frame. */
  final(): Buffer[] {
    return this.seal(true);
  }

  private seal(last: boolean): Buffer[] {
    const cipher = createCipheriv(ALGORITHM, this.dataKey, nonceOf(this.frame));
    cipher.setAAD(associatedData(this.objectName, last));
    const sealed = cipher.update(this.pending.subarray(0, this.filled));
    cipher.final();
    this.frame += 1;
    this.filled = 0;
    return [sealed, cipher.getAuthTag()];
  }
}

/** The stored bytes of an object were changed, cut off or belong to another object. */
export class FrameAuthenticationError extends Error {
  override readonly name = 'FrameAuthenticationError';
}

/**
 * Decrypts what a FrameSealer wrote; each frame is authenticated before any of it is given out.
 * @throws FrameAuthenticationError
 */
export async function* openFrames(
  sealed: AsyncIterable<Buffer>,
  dataKey: Buffer,
  objectName: string,
): AsyncGenerator<Buffer> {
  let frame = 0;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of sealed) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length > SEALED_FRAME_BYTES) {
      yield openFrame(held.subarray(0, SEALED_FRAME_BYTES), dataKey, objectName, frame++, false);
      held = held.subarray(SEALED_FRAME_BYTES);
    }
  }
  yield openFrame(held, dataKey, objectName, frame, true);
}

function openFrame(
  sealed: Buffer,
  dataKey: Buffer,
  objectName: string,
  frame: number,
  last: boolean,
): Buffer {
  if (sealed.length < TAG_BYTES) throw new FrameAuthenticationError('the object is cut off');
  const body = sealed.subarray(0, sealed.length - TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, dataKey, nonceOf(frame), { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(objectName, last));
  decipher.setAuthTag(sealed.subarray(body.length));
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch (cause) {
    throw new FrameAuthenticationError(`frame ${frame} is not authentic`, { cause });
  }
}

function nonceOf(frame: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(frame, 8);
  return nonce;
}

function associatedData(objectName: string, last: boolean): Buffer {
  return Buffer.from(`${objectName}:${last ? 'last' : 'more'}`, 'utf8');
}
