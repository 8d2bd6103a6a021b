import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { KeyService, type WrappedKey } from '../ports/key-service';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Wraps data keys with key-encryption keys that this process holds. */
export class LocalKeyService extends KeyService {
  private readonly keys = new Map<string, Buffer>();
  private readonly activeId: string;

  /** The first key wraps; the others only unwrap what they once wrapped. Each has 32 bytes. */
  constructor(active: Buffer, ...former: Buffer[]) {
    super();
    for (const key of [active, ...former]) {
      if (key.length !== 32) throw new Error('a key-encryption key must have 32 bytes');
      this.keys.set(idOf(key), key);
    }
    this.activeId = idOf(active);
  }

  wrap(dataKey: Buffer, context: string): Promise<WrappedKey> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keys.get(this.activeId)!, iv);
    cipher.setAAD(Buffer.from(context, 'utf8'));
    const sealed = Buffer.concat([cipher.update(dataKey), cipher.final()]);
    return Promise.resolve({
      keyId: this.activeId,
      wrapped: Buffer.concat([iv, sealed, cipher.getAuthTag()]),
    });
  }

  isCurrent({ keyId }: WrappedKey): boolean {
    return keyId === this.activeId;
  }

  async unwrap({ keyId, wrapped }: WrappedKey, context: string): Promise<Buffer> {
    const key = this.keys.get(keyId);
    if (!key) throw new Error(`no key-encryption key has the id ${keyId}`);
    const decipher = createDecipheriv(ALGORITHM, key, wrapped.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(wrapped.subarray(wrapped.length - TAG_BYTES));
    const sealed = wrapped.subarray(IV_BYTES, wrapped.length - TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  }
}

/** Says which key it was without telling anything of it. */
function idOf(key: Buffer): string {
  return createHash('sha256').update('kek-id:').update(key).digest('hex').slice(0, 16);
}
