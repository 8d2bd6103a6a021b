import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A secret as it rests in the database: iv, ciphertext and tag in one, and which key sealed it. */
export interface SealedSecret {
  readonly kekId: string;
  readonly sealed: Buffer;
}

/** Encrypts client secrets under the key-encryption key; the previous key opens what it once sealed. */
export class SecretBox {
  private readonly keys = new Map<string, Buffer>();
  readonly currentKekId: string;

  /** Keys are 32 bytes. */
  constructor(kek: Buffer, previousKek?: Buffer) {
    this.currentKekId = this.learn(kek);
    if (previousKek) this.learn(previousKek);
  }

  /** `owner` (the client id) is bound to the secret: it doesn't open for another. */
  seal(secret: string, owner: string): SealedSecret {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keys.get(this.currentKekId)!, iv).setAAD(
      Buffer.from(owner),
    );
    const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { kekId: this.currentKekId, sealed };
  }

  open({ kekId, sealed }: SealedSecret, owner: string): string {
    const key = this.keys.get(kekId);
    if (!key) throw new Error(`a secret of ${owner} is sealed under key ${kekId}, which is not configured`);
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, IV_BYTES))
      .setAAD(Buffer.from(owner))
      .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const opened = decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString('utf8');
  }

  /** The keys that it opens with. */
  get kekIds(): readonly string[] {
    return [...this.keys.keys()];
  }

  private learn(key: Buffer): string {
    if (key.length !== 32) throw new Error('ACCESS_KEK must be 32 bytes');
    const id = createHash('sha256').update(key).digest('hex').slice(0, 16);
    this.keys.set(id, key);
    return id;
  }
}
