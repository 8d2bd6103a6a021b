/** An object being written. Nothing of it can be read or listed before `commit` has returned. */
export interface ObjectWriter {
  /** Random; says nothing about the content. */
  readonly name: string;
  /** The bytes are the writer's from then on; a failure to keep them may be told by a later call. */
  write(bytes: Buffer): Promise<void>;
  /** Makes the object durable and visible under its name, all or nothing. */
  commit(): Promise<void>;
  /** Drops what was written, also after a commit; never throws. */
  abort(): Promise<void>;
}

export interface ListedObject {
  readonly name: string;
  readonly modifiedAt: Date;
}

/** Where encrypted file bytes are kept. Any adapter passes `describeObjectStorage`. */
export abstract class ObjectStorage {
  /** @throws StorageUnavailableError */
  abstract create(): Promise<ObjectWriter>;
  /** @throws ObjectMissingError before the first byte, StorageUnavailableError at any. */
  abstract read(name: string): AsyncIterable<Buffer>;
  /** Removing what isn't there is no error. */
  abstract remove(name: string): Promise<void>;
  abstract list(): AsyncIterable<ListedObject>;
  /** Drops writings that were begun before `before` and never committed; returns how many. */
  abstract sweepUnfinished(before: Date): Promise<number>;
  /** @throws StorageUnavailableError when objects can't be read or written now. */
  abstract check(): Promise<void>;
}

/** The storage can't be used now (away, full, read only); the same call may succeed later. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
}

export class ObjectMissingError extends Error {
  override readonly name = 'ObjectMissingError';
}
