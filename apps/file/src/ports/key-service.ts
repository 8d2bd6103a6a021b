/** A data key as it's kept beside the object's row. */
export interface WrappedKey {
  /** Which key-encryption key wrapped it. */
  readonly keyId: string;
  readonly wrapped: Buffer;
}

/** Wraps the data key of each object under a key that never leaves the service. */
export abstract class KeyService {
  /** `context` is bound to the wrapped key: it must be the same when unwrapping. */
  abstract wrap(dataKey: Buffer, context: string): Promise<WrappedKey>;
  /** Whether it's wrapped under the key that wraps now; if not, a rotation is to wrap it anew. */
  abstract isCurrent(key: WrappedKey): boolean;
  /** @throws Error when the key id is unknown, the context differs or the bytes were changed. */
  abstract unwrap(key: WrappedKey, context: string): Promise<Buffer>;
}
