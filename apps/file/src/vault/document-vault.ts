import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { KeyService, type WrappedKey } from '../ports/key-service';
import { ObjectStorage, type ObjectWriter } from '../ports/object-storage';
import { DATA_KEY_BYTES, FrameSealer, openFrames } from './frame-cipher';

/** What is needed to read a document back. */
export interface DocumentRef {
  readonly objectName: string;
  readonly key: WrappedKey;
  /** Lowercase hex SHA-256 of the plaintext. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The stored bytes decrypt, but to something else than what was received. */
export class DigestMismatchError extends Error {
  override readonly name = 'DigestMismatchError';
}

/** Writes one document: encrypts what it's given, frame by frame. */
export class DocumentWriter {
  constructor(
    private readonly object: ObjectWriter,
    private readonly sealer: FrameSealer,
    readonly key: WrappedKey,
  ) {}

  get objectName(): string {
    return this.object.name;
  }

  async write(bytes: Buffer): Promise<void> {
    for (const sealed of this.sealer.update(bytes)) await this.object.write(sealed);
  }

  async commit(): Promise<void> {
    for (const sealed of this.sealer.final()) await this.object.write(sealed);
    await this.object.commit();
  }

  abort(): Promise<void> {
    return this.object.abort();
  }
}

/** Documents, encrypted at rest under a data key of their own each. */
@Injectable()
export class DocumentVault {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly keys: KeyService,
  ) {}

  /** @throws StorageUnavailableError */
  async create(): Promise<DocumentWriter> {
    const dataKey = randomBytes(DATA_KEY_BYTES);
    const object = await this.storage.create();
    const key = await this.keys.wrap(dataKey, object.name);
    return new DocumentWriter(object, new FrameSealer(dataKey, object.name), key);
  }

  /**
   * The document's plaintext. What has been given out is authentic; whether it's all and the same as received is
   * known at the end.
   * @throws FrameAuthenticationError, DigestMismatchError, ObjectMissingError, StorageUnavailableError
   */
  async *read(document: DocumentRef): AsyncGenerator<Buffer> {
    const dataKey = await this.keys.unwrap(document.key, document.objectName);
    const digest = createHash('sha256');
    let size = 0;
    for await (const bytes of openFrames(
      this.storage.read(document.objectName),
      dataKey,
      document.objectName,
    )) {
      digest.update(bytes);
      size += bytes.length;
      yield bytes;
    }
    if (size !== document.sizeBytes || digest.digest('hex') !== document.sha256) {
      throw new DigestMismatchError('the document is not the one that was received');
    }
  }
}
