import { eventually, type SignedClient } from '@oceafin/testing';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../../../tools/local-stack/process/ports';
import { clamdBinary, prepareClamd, startClamd } from '../../../../../tools/local-stack/servers/clamd';
import { pdf } from '../../../test/documents.spec';
import { type FileApp, fileApp } from '../../../test/file-app.spec';

const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

/** An inspection takes a process of its own, and a slow machine several seconds for it. */
const PATIENCE = { timeoutMs: 60_000 };

describe('scanning', () => {
  let app: FileApp;
  let acme: SignedClient;
  let clamdPort: number;

  beforeAll(async () => {
    clamdPort = await freePort();
    app = await fileApp({ CLAMD_URL: `tcp://127.0.0.1:${clamdPort}` });
    ({ client: acme } = await app.partner('acme'));
  });
  afterAll(() => app?.stop());

  const upload = async (file: Buffer): Promise<string> => {
    const parts = { documentType: 'OTHER', fileName: 'f.pdf', contentType: 'application/pdf', file };
    return (await acme.upload('/files', parts)).json().fileAssetId;
  };
  const status = async (fileAssetId: string): Promise<[string, string | null]> => {
    const asset = (await acme.request({ method: 'GET', path: `/files/${fileAssetId}` })).json();
    return [asset.status, asset.reason];
  };
  const deferrals = async (): Promise<number> => {
    const { rows } = await app.admin.query(
      `SELECT min(scan_deferrals)::int AS least FROM stored_objects WHERE status = 'PENDING_SCAN'`,
    );
    return rows[0].least ?? 0;
  };
  const hurry = () =>
    app.admin.query(`UPDATE stored_objects SET scan_after = now() WHERE status = 'PENDING_SCAN'`);
  const unique = (more = ''): Buffer => pdf({ content: `BT (${randomUUID()}${more}) Tj ET` });

  it('waits for a scanner that is away, and passes nothing meanwhile', async () => {
    const waiting = await upload(unique());
    await eventually(async () => expect(await deferrals()).toBeGreaterThan(0), PATIENCE);
    expect(await status(waiting)).toEqual(['PENDING_SCAN', null]);
  });

  // The rest takes the real scanner, which is there wherever the stack could install it.
  if (clamdBinary() !== undefined) {
    describe('with clamd', () => {
      let folder: string;
      let stop: () => Promise<unknown>;

      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'clamd-'));
        const options = { home: folder, log: join(folder, 'clamd.log'), port: clamdPort };
        await prepareClamd(options);
        const server = await startClamd(options);
        stop = () => server.stop();
        await hurry();
      });
      afterAll(async () => {
        await stop?.();
        await rm(folder, { recursive: true, force: true });
      });

      const becomes = (fileAssetId: string, expected: [string, string | null]) =>
        eventually(async () => expect(await status(fileAssetId)).toEqual(expected), PATIENCE);

      it('passes what is clean and refuses malware', async () => {
        await becomes(await upload(unique()), ['AVAILABLE', null]);
        const eicar = pdf({ objects: [`<< /Length ${EICAR.length} >>\nstream\n${EICAR}\nendstream`] });
        await becomes(await upload(eicar), ['REJECTED', 'MALWARE_DETECTED']);
      });

      it('waits for bytes that are away', async () => {
        await stop();
        const asset = await upload(unique());
        const folderOf = async (): Promise<string> => {
          const { rows } = await app.admin.query(
            'SELECT object_name FROM file_assets WHERE file_asset_id = $1',
            [asset],
          );
          const name: string = rows[0].object_name;
          return join(app.storage, 'objects', name.slice(0, 2), name);
        };
        const path = await folderOf();
        await rename(path, `${path}.away`);
        const options = { home: folder, log: join(folder, 'clamd.log'), port: clamdPort };
        const server = await startClamd(options);
        stop = () => server.stop();
        await hurry();
        await eventually(async () => expect(await deferrals()).toBeGreaterThan(0), PATIENCE);
        expect(await status(asset)).toEqual(['PENDING_SCAN', null]);
        await rename(`${path}.away`, path);
        await hurry();
        await becomes(asset, ['AVAILABLE', null]);
      });
    });
  }
});
