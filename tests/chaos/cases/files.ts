import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@oceafin/testing';
import { pdf } from '../../../tools/journey/documents';
import { sendPartOf } from '../load/cut-off-upload';
import { type CaseContext, type ChaosCase, slowly } from './context';

/** Half of what the upload in `fillMeanwhile` needs. */
const ROOM_BYTES = 2 * 1024 * 1024;

const upload = (): { documentType: string; file: Buffer; fileName: string; contentType: string } => ({
  documentType: 'OTHER',
  ...pdf('case.pdf', randomUUID()),
});

const objectsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

export const storageFull: ChaosCase = {
  title: 'storage full: 503 to the upload, the rest goes on, the same upload succeeds when there is room',
  async run(context) {
    const steps = await context.customer();
    const filler = join(context.cluster.files, 'filler');
    const parts = upload();
    const idempotencyKey = `${steps.customer.customerId}:full`;
    const send = () => context.client().upload(`${steps.path}/files`, parts, { idempotencyKey });
    try {
      assert.throws(() => fill(filler), { code: 'ENOSPC' }, 'the file storage of this cluster is small');
      const refused = await send();
      assert.deepEqual(
        [refused.status, typeof refused.headers['retry-after']],
        [503, 'string'],
        refused.text,
      );
      const rows = await context.query('file', 'SELECT 1 FROM file_assets WHERE customer_id = $1', [
        steps.customer.customerId,
      ]);
      assert.deepEqual(rows, [], 'no asset without its bytes');
      await steps.patch();
      await fillMeanwhile(context, `${steps.path}/files`, filler);
    } finally {
      rmSync(filler);
    }
    const stored = await send();
    assert.equal(stored.status, 201, stored.text);
    const { fileAssetId } = stored.json<{ fileAssetId: string }>();
    const sha256 = createHash('sha256').update(parts.file).digest('hex');
    steps.customer.files.push({ fileAssetId, sha256 });
    await steps.endIn('DRAFT');
  },
};

/** There is room for an upload's beginning and not for its end: what was written of it has to go again. */
async function fillMeanwhile(context: CaseContext, path: string, filler: string): Promise<void> {
  truncateSync(filler, statSync(filler).size - ROOM_BYTES);
  const before = objectsIn(context.cluster.files);
  const padding = randomBytes(ROOM_BYTES).toString('hex');
  const large = { documentType: 'OTHER', ...pdf('large.pdf', randomUUID(), `/Padding <${padding}> `) };
  const refused = await context.client().upload(path, large);
  assert.equal(refused.status, 503, refused.text);
  assert.deepEqual(objectsIn(context.cluster.files), before, 'nothing of what could not be kept');
}

/** Until there is no room for another page. */
function fill(path: string): void {
  for (let size = 1024 * 1024; size >= 512; size /= 2) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if (size === 512) throw error;
    }
  }
}

export const uploadAbortedScannerKilled: ChaosCase = {
  title:
    'an upload cut off at 99 %, then whole with the scanner killed mid-scan: one file, scanned in the end',
  async run(context) {
    const steps = await context.customer();
    const parts = upload();
    const idempotencyKey = `${steps.customer.customerId}:cut`;
    const before = objectsIn(context.cluster.files);
    await sendPartOf(context.cluster.partner, {
      path: `${steps.path}/files`,
      parts,
      idempotencyKey,
      share: 0.99,
    });
    await context.pause(500);
    await eventually(() => assert.deepEqual(objectsIn(context.cluster.files), before), slowly);

    const clamd = context.cluster.members.get('clamd');
    // Stopped, it takes the bytes and never answers: the scan is under way until it is killed.
    clamd?.pause();
    const answer = await context.client().upload(`${steps.path}/files`, parts, { idempotencyKey });
    assert.equal(answer.status, 201, answer.text);
    const { fileAssetId } = answer.json<{ fileAssetId: string }>();
    await eventually(async () => {
      const scanning = await context.query(
        'file',
        'SELECT 1 FROM stored_objects WHERE scan_owner IS NOT NULL',
      );
      assert.ok(scanning.length > 0, 'a scan is under way');
    }, slowly);
    await clamd?.kill();
    await context.kill('file');
    const [left] = await context.query<{ status: string }>(
      'file',
      'SELECT status FROM stored_objects o JOIN file_assets a USING (object_name) WHERE file_asset_id = $1',
      [fileAssetId],
    );
    if (clamd) assert.equal(left?.status, 'PENDING_SCAN', 'unknown is not clean');
    await clamd?.start();
    await context.start('file');
    const sha256 = createHash('sha256').update(parts.file).digest('hex');
    steps.customer.files.push({ fileAssetId, sha256 });
    await eventually(async () => {
      const shown = await context
        .client()
        .request({ method: 'GET', path: `${steps.path}/files/${fileAssetId}` });
      assert.equal(shown.json<{ status: string }>().status, 'AVAILABLE', shown.text);
    }, slowly);
    await steps.endIn('DRAFT');
  },
};
