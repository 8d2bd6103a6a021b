import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ListedObject,
  ObjectMissingError,
  ObjectStorage,
  type ObjectWriter,
  StorageUnavailableError,
} from '../ports/object-storage';

const NAME_BYTES = 24;
const READ_BYTES = 64 * 1024;
/** Written at once: each write is a way to another thread and back. */
const WRITE_BYTES = 256 * 1024;

/**
 * Objects as files of a local directory. A writing lives in `staging/` and is renamed to `objects/<xx>/<name>` when
 * it's complete and on disk, so a file under `objects/` is always whole.
 */
export class LocalDirectoryStorage extends ObjectStorage {
  private readonly staging: string;
  private readonly objects: string;
  /** Folders below `objects` that a power cut can't take away any more. */
  private readonly durable = new Set<string>();

  constructor(root: string) {
    super();
    this.staging = join(root, 'staging');
    this.objects = join(root, 'objects');
  }

  async create(): Promise<ObjectWriter> {
    const name = randomBytes(NAME_BYTES).toString('hex');
    return guarded(async () => {
      const stagingPath = join(this.staging, name);
      const file = await inFolder(this.staging, () => open(stagingPath, 'wx', 0o600));
      return new LocalObjectWriter(name, file, stagingPath, this.folderOf(name), this.durable);
    });
  }

  async *read(name: string): AsyncGenerator<Buffer> {
    const stream = createReadStream(this.pathOf(name), { highWaterMark: READ_BYTES });
    try {
      for await (const chunk of stream) yield chunk as Buffer;
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') throw new ObjectMissingError('the object is not there', { cause });
      throw new StorageUnavailableError('the object cannot be read', { cause });
    }
  }

  async remove(name: string): Promise<void> {
    await guarded(() => rm(this.pathOf(name), { force: true }));
  }

  async *list(): AsyncGenerator<ListedObject> {
    for (const folder of await names(this.objects)) {
      for (const name of await names(join(this.objects, folder))) {
        const modifiedAt = await modified(join(this.objects, folder, name));
        if (modifiedAt) yield { name, modifiedAt };
      }
    }
  }

  async sweepUnfinished(before: Date): Promise<number> {
    let dropped = 0;
    for (const name of await names(this.staging)) {
      const path = join(this.staging, name);
      const modifiedAt = await modified(path);
      if (!modifiedAt || modifiedAt >= before) continue;
      await guarded(() => rm(path, { force: true }));
      dropped += 1;
    }
    return dropped;
  }

  async check(): Promise<void> {
    await guarded(async () => {
      await mkdir(this.objects, { recursive: true, mode: 0o700 });
      await access(this.objects, constants.R_OK | constants.W_OK | constants.X_OK);
    });
  }

  private folderOf(name: string): string {
    return join(this.objects, name.slice(0, 2));
  }

  private pathOf(name: string): string {
    // Names are ours, but a path must not depend on that.
    if (!/^[0-9a-f]+$/.test(name)) throw new ObjectMissingError('no object has such a name');
    return join(this.folderOf(name), name);
  }
}

class LocalObjectWriter implements ObjectWriter {
  private closed = false;
  private pending: Buffer[] = [];
  private pendingBytes = 0;

  constructor(
    readonly name: string,
    private readonly file: FileHandle,
    private readonly stagingPath: string,
    private readonly folder: string,
    private readonly durable: Set<string>,
  ) {}

  async write(bytes: Buffer): Promise<void> {
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    if (this.pendingBytes >= WRITE_BYTES) await guarded(() => this.flush());
  }

  async commit(): Promise<void> {
    await guarded(async () => {
      await this.flush();
      await this.file.sync();
      await this.close();
      await this.publish();
    });
  }

  private async flush(): Promise<void> {
    const pieces = this.pending;
    this.pending = [];
    this.pendingBytes = 0;
    if (pieces.length > 0) await writeAll(this.file, pieces);
  }

  private async publish(): Promise<void> {
    const path = join(this.folder, this.name);
    await inFolder(this.folder, () => rename(this.stagingPath, path), this.durable);
    await syncFolder(this.folder);
    if (this.durable.has(this.folder)) return;
    // The folder itself may be new, by this writer or by another that hasn't come to this line.
    await syncFolder(dirname(this.folder));
    this.durable.add(this.folder);
  }

  async abort(): Promise<void> {
    await this.close().catch(() => undefined);
    for (const path of [this.stagingPath, join(this.folder, this.name)]) {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }

  private async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.file.close();
  }
}

async function writeAll(file: FileHandle, pieces: Buffer[]): Promise<void> {
  let { bytesWritten: offset } = await file.writev(pieces);
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (offset === bytes) return;
  // Rare: the disk is nearly full, or a signal came.
  const whole = Buffer.concat(pieces);
  while (offset < bytes) offset += (await file.write(whole, offset)).bytesWritten;
}

/** Makes the folder where it isn't there, which it nearly always is. */
async function inFolder<T>(folder: string, work: () => Promise<T>, durable?: Set<string>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    durable?.delete(folder);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return work();
  }
}

/** Makes a rename survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function names(folder: string): Promise<string[]> {
  return guarded(() => readdir(folder)).catch((error: unknown) => {
    if (codeOf((error as Error).cause) === 'ENOENT') return [];
    throw error;
  });
}

async function modified(path: string): Promise<Date | undefined> {
  try {
    return (await stat(path)).mtime;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new StorageUnavailableError('the storage directory cannot be listed', { cause });
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new StorageUnavailableError(
      `the storage directory cannot be used (${codeOf(cause) ?? 'unknown'})`,
      {
        cause,
      },
    );
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
