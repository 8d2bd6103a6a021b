import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeObjectStorage } from '../../test/object-storage-conformance.spec';
import { ObjectMissingError, StorageUnavailableError } from '../ports/object-storage';
import { LocalDirectoryStorage } from './local-directory-storage';

const folders: string[] = [];
const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'file storage '));
  folders.push(made);
  return made;
};
afterAll(() => Promise.all(folders.map((made) => rm(made, { recursive: true, force: true }))));

describeObjectStorage('LocalDirectoryStorage', async () => new LocalDirectoryStorage(await folder()));

describe('LocalDirectoryStorage', () => {
  it('says so when the directory cannot be used', async () => {
    const root = await folder();
    await writeFile(join(root, 'staging'), 'in the way');
    await chmod(root, 0o700);
    await expect(new LocalDirectoryStorage(root).create()).rejects.toThrow(StorageUnavailableError);
  });

  it('reads nothing outside of itself', async () => {
    const read = new LocalDirectoryStorage(await folder()).read('../../etc/passwd')[Symbol.asyncIterator]();
    await expect(read.next()).rejects.toThrow(ObjectMissingError);
  });
});
