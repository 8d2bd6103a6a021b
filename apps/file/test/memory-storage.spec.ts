import { randomBytes } from 'node:crypto';
import {
  type ListedObject,
  ObjectMissingError,
  ObjectStorage,
  type ObjectWriter,
  StorageUnavailableError,
} from '../src/ports/object-storage';

/** Object storage in memory that can be told to fail. */
export class MemoryStorage extends ObjectStorage {
  readonly objects = new Map<string, { bytes: Buffer; modifiedAt: Date }>();
  readonly unfinished = new Map<string, Date>();
  isFull = false;

  create(): Promise<ObjectWriter> {
    const name = randomBytes(8).toString('hex');
    const chunks: Buffer[] = [];
    this.unfinished.set(name, new Date());
    return Promise.resolve({
      name,
      write: (bytes: Buffer) => {
        if (this.isFull) return Promise.reject(new StorageUnavailableError('no space'));
        chunks.push(Buffer.from(bytes));
        return Promise.resolve();
      },
      commit: () => {
        this.unfinished.delete(name);
        this.objects.set(name, { bytes: Buffer.concat(chunks), modifiedAt: new Date() });
        return Promise.resolve();
      },
      abort: () => {
        this.unfinished.delete(name);
        this.objects.delete(name);
        return Promise.resolve();
      },
    });
  }

  async *read(name: string): AsyncGenerator<Buffer> {
    const object = this.objects.get(name);
    if (!object) throw new ObjectMissingError('no such object');
    yield object.bytes;
  }

  remove(name: string): Promise<void> {
    this.objects.delete(name);
    return Promise.resolve();
  }

  async *list(): AsyncGenerator<ListedObject> {
    for (const [name, { modifiedAt }] of this.objects) yield { name, modifiedAt };
  }

  sweepUnfinished(before: Date): Promise<number> {
    const old = [...this.unfinished].filter(([, begun]) => begun < before);
    for (const [name] of old) this.unfinished.delete(name);
    return Promise.resolve(old.length);
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}
