import { randomBytes } from 'node:crypto';
import { ObjectMissingError, type ObjectStorage } from '../src/ports/object-storage';

/** What every adapter of `ObjectStorage` must do; called from the adapter's own spec. */
export function describeObjectStorage(name: string, make: () => Promise<ObjectStorage>): void {
  describe(`${name} as object storage`, () => {
    let storage: ObjectStorage;
    beforeEach(async () => {
      storage = await make();
    });

    it('gives back what was committed, under random names', async () => {
      const bytes = randomBytes(300_000);
      const first = await put(storage, bytes);
      const second = await put(storage, bytes);
      expect(first).not.toBe(second);
      expect((await get(storage, first)).equals(bytes)).toBe(true);
      expect((await listed(storage)).sort()).toEqual([first, second].sort());
    });

    it('shows nothing before the commit', async () => {
      const writer = await storage.create();
      await writer.write(randomBytes(1_000));
      expect(await listed(storage)).toEqual([]);
      await expect(get(storage, writer.name)).rejects.toThrow(ObjectMissingError);
      await writer.abort();
    });

    it('forgets what was aborted, before and after the commit', async () => {
      const early = await storage.create();
      await early.write(randomBytes(10));
      await early.abort();
      const late = await storage.create();
      await late.write(randomBytes(10));
      await late.commit();
      await late.abort();
      await late.abort();
      expect(await listed(storage)).toEqual([]);
      expect(await storage.sweepUnfinished(inAnHour())).toBe(0);
    });

    it('removes objects, also those that are gone', async () => {
      const object = await put(storage, randomBytes(10));
      await storage.remove(object);
      await storage.remove(object);
      await expect(get(storage, object)).rejects.toThrow(ObjectMissingError);
    });

    it('sweeps writings that nobody finished, and no objects', async () => {
      const object = await put(storage, randomBytes(10));
      const abandoned = await storage.create();
      await abandoned.write(randomBytes(10));
      expect(await storage.sweepUnfinished(new Date(Date.now() - 60_000))).toBe(0);
      expect(await storage.sweepUnfinished(inAnHour())).toBe(1);
      expect(await listed(storage)).toEqual([object]);
      await abandoned.abort();
    });

    it('tells when objects were written', async () => {
      await put(storage, randomBytes(10));
      for await (const { modifiedAt } of storage.list()) {
        expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
      }
    });

    it('takes many writers at once', async () => {
      const contents = Array.from({ length: 20 }, () => randomBytes(50_000));
      const names = await Promise.all(contents.map((bytes) => put(storage, bytes)));
      for (const [index, object] of names.entries()) {
        expect((await get(storage, object)).equals(contents[index]!)).toBe(true);
      }
    });
  });
}

async function put(storage: ObjectStorage, bytes: Buffer): Promise<string> {
  const writer = await storage.create();
  for (let at = 0; at < bytes.length; at += 65_536) await writer.write(bytes.subarray(at, at + 65_536));
  await writer.commit();
  return writer.name;
}

async function get(storage: ObjectStorage, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of storage.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function listed(storage: ObjectStorage): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of storage.list()) names.push(name);
  return names;
}

function inAnHour(): Date {
  return new Date(Date.now() + 3_600_000);
}
