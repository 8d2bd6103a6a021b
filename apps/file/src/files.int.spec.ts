import { CustomerClosed, CustomerSubmitted, CustomerSuspended } from '@oceafin/contracts';
import { eventually, type HttpAnswer, type SignedClient } from '@oceafin/testing';
import { createHash, randomUUID } from 'node:crypto';
import { type FileApp, fileApp } from '../test/file-app.spec';
import { image, pdf } from '../test/documents.spec';
import { multipart } from '../test/multipart.spec';
import { StorageSweeper } from './features/sweep-storage/storage.sweeper';

const MEMBERS = [
  'fileAssetId',
  'customerId',
  'documentType',
  'fileName',
  'contentType',
  'sizeBytes',
  'sha256',
  'status',
  'reason',
  'createdAt',
];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const unique = (): Buffer => pdf({ content: `BT (${randomUUID()}) Tj ET` });

describe('the files of a partner', () => {
  let app: FileApp;
  let acme: SignedClient;
  let globex: SignedClient;
  let acmeId: string;
  let customerId: string;

  beforeAll(async () => {
    app = await fileApp();
    ({ client: acme, partnerId: acmeId } = await app.partner('acme'));
    ({ client: globex } = await app.partner('globex'));
    customerId = await app.newCustomer(acmeId);
  });
  afterAll(() => app?.stop());

  const files = (id = customerId): string => `/customers/${id}/files`;
  const get = (path: string, client = acme) => client.request({ method: 'GET', path });
  const remove = (path: string) => acme.request({ method: 'DELETE', path });
  const link = (fileAssetId: string, id = customerId, client = acme) =>
    client.request({ method: 'POST', path: files(id), body: { fileAssetId, documentType: 'OTHER' } });
  const upload = (file: Buffer, over: object = {}, path = files(), client = acme) =>
    client.upload(path, {
      documentType: 'PASSPORT',
      fileName: 'passport.pdf',
      contentType: 'application/pdf',
      file,
      ...over,
    });
  const settled = (fileAssetId: string) =>
    eventually(
      async () => {
        const asset = (await get(`/files/${fileAssetId}`)).json();
        if (asset.status === 'PENDING_SCAN') throw new Error('still pending');
        return asset;
      },
      { timeoutMs: 60_000 },
    );
  const errorsOf = (answer: HttpAnswer): string[] =>
    (answer.json().errors as { code: string; pointer: string }[]).map(
      (error) => `${error.code} ${error.pointer}`,
    );

  describe('an upload', () => {
    it('answers exactly the metadata, and becomes AVAILABLE', async () => {
      const file = unique();
      const answer = await upload(file, { sha256: sha256(file), fileName: '../x/passport.pdf' });
      expect(answer.status).toBe(201);
      const asset = answer.json();
      expect(Object.keys(asset)).toEqual(MEMBERS);
      expect(asset).toMatchObject({
        customerId,
        documentType: 'PASSPORT',
        fileName: 'passport.pdf',
        contentType: 'application/pdf',
        sizeBytes: file.length,
        sha256: sha256(file),
        status: 'PENDING_SCAN',
        reason: null,
      });
      expect(asset.fileAssetId).toMatch(UUID);
      expect(await settled(asset.fileAssetId)).toEqual({ ...asset, status: 'AVAILABLE' });
      expect((await get(`${files()}/${asset.fileAssetId}`)).json().status).toBe('AVAILABLE');
    });

    it.each(['jpeg', 'png', 'webp', 'tiff'] as const)('takes %s', async (format) => {
      const file = await image(format);
      const answer = await upload(file, {
        contentType: `image/${format}`,
        fileName: '',
        documentType: 'SELFIE',
      });
      expect(answer.status).toBe(201);
      expect(answer.json().fileName).toMatch(/^SELFIE\.(jpg|png|webp|tif)$/);
      expect((await settled(answer.json().fileAssetId)).status).toBe('AVAILABLE');
    });

    it('normalises image/jpg', async () => {
      const answer = await upload(await image('jpeg'), { contentType: 'image/jpg' });
      expect(answer.json().contentType).toBe('image/jpeg');
    });

    it('is REJECTED with the reason when something hides in it', async () => {
      const active = pdf({ catalog: '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>' });
      const asset = (await upload(active)).json();
      expect(await settled(asset.fileAssetId)).toMatchObject({
        status: 'REJECTED',
        reason: 'FILE_ACTIVE_CONTENT',
      });
      const refused = await link(asset.fileAssetId);
      expect([refused.status, errorsOf(refused)]).toEqual([422, ['FILE_REJECTED /fileAssetId']]);
    });

    it('happens once for one key, whatever the boundary', async () => {
      const [file, idempotencyKey] = [unique(), randomUUID()];
      const parts = [
        { name: 'documentType', data: 'PASSPORT' },
        { name: 'file', fileName: 'a.pdf', contentType: 'application/pdf', data: file },
      ];
      const send = (boundary: string, over = parts) =>
        acme.request({
          method: 'POST',
          path: files(),
          idempotencyKey,
          body: multipart(over, boundary),
          headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        });
      const first = await send('one');
      const before = await app.stored();
      const again = await send('two');
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect(again.rawBody).toEqual(first.rawBody);
      expect(await app.stored()).toHaveLength(before.length);
      const other = await send('three', [{ name: 'documentType', data: 'SELFIE' }, parts[1]!]);
      expect([other.status, other.json().code]).toEqual([409, 'PARTNER_IDEMPOTENCY_CONFLICT']);
      expect(await app.stored()).toHaveLength(before.length);
    });

    it.each<[string, object, number, string[]]>([
      ['other bytes', { file: Buffer.from('hello') }, 422, ['FILE_CONTENT_MISMATCH /file']],
      ['no bytes', { file: Buffer.alloc(0) }, 422, ['FILE_EMPTY /file']],
      ['another digest', { sha256: '0'.repeat(64) }, 422, ['FILE_DIGEST_MISMATCH /file']],
      ['an unknown document type', { documentType: 'VISA' }, 422, ['INVALID_VALUE /documentType']],
      ['a type that is not accepted', { contentType: 'text/plain' }, 415, []],
      ['a file over the limit', { file: Buffer.concat([pdf(), Buffer.alloc(20 * 1024 * 1024)]) }, 413, []],
    ])('with %s is refused and leaves nothing', async (_, over, status, errors) => {
      const before = await app.stored();
      const answer = await upload(pdf(), over);
      expect([answer.status, errorsOf(answer)]).toEqual([status, errors]);
      expect(await app.stored()).toEqual(before);
    });

    it.each(['multipart/mixed', 'multipart/related', 'multipart/form-data-x', 'application/pdf'])(
      'as %s is 415',
      async (type) => {
        const body = multipart([{ name: 'file', contentType: 'application/pdf', data: pdf() }]);
        const headers = { 'content-type': `${type}; boundary=b0undary` };
        for (const path of [files(), '/files']) {
          const answer = await acme.request({ method: 'POST', path, body, headers });
          expect([answer.status, answer.json().code]).toEqual([415, 'PARTNER_MEDIA_TYPE_UNSUPPORTED']);
        }
      },
    );

    it('of nothing at all, not even a type, is 415', async () => {
      for (const path of [files(), '/files']) {
        const answer = await acme.request({ method: 'POST', path });
        expect([answer.status, answer.json().code]).toEqual([415, 'PARTNER_MEDIA_TYPE_UNSUPPORTED']);
      }
    });

    it('with a wrong signature leaves nothing', async () => {
      const before = await app.stored();
      const body = multipart([{ name: 'file', contentType: 'application/pdf', data: pdf() }]);
      const headers = { 'content-type': 'multipart/form-data; boundary=b0undary' };
      const answer = await acme.request({
        method: 'POST',
        path: '/files',
        body,
        headers,
        signature: '0'.repeat(64),
      });
      expect([answer.status, answer.json().code]).toEqual([401, 'PARTNER_SIGNATURE_INVALID']);
      expect(await app.stored()).toEqual(before);
    });

    it('to an unknown or foreign customer is the same 404 and leaves nothing', async () => {
      const before = await app.stored();
      const [unknown, foreign] = [
        await upload(pdf(), {}, files(randomUUID())),
        await upload(pdf(), {}, files(), globex),
      ];
      const said = ({ status, json }: HttpAnswer) => [status, json().code, json().detail];
      expect(said(unknown)).toEqual(said(foreign));
      expect(said(unknown).slice(0, 2)).toEqual([404, 'PARTNER_CUSTOMER_NOT_FOUND']);
      expect(await app.stored()).toEqual(before);
    });
  });

  describe('links', () => {
    it('share bytes that no customer had, under an id of their own', async () => {
      const loose = (await upload(unique(), {}, '/files')).json();
      expect(loose.customerId).toBeNull();
      const before = await app.stored();
      const linked = await link(loose.fileAssetId);
      expect(linked.status).toBe(201);
      const asset = linked.json();
      expect(Object.keys(asset)).toEqual(MEMBERS);
      expect(asset).toMatchObject({
        customerId,
        documentType: 'OTHER',
        sha256: loose.sha256,
        fileName: 'passport.pdf',
      });
      expect(asset.fileAssetId).not.toBe(loose.fileAssetId);
      expect(await app.stored()).toEqual(before);
      expect((await settled(asset.fileAssetId)).status).toBe('AVAILABLE');
      expect((await settled(loose.fileAssetId)).status).toBe('AVAILABLE');
    });

    it('to clean bytes are AVAILABLE at once and say so', async () => {
      const other = await app.newCustomer(acmeId);
      const source = (await upload(unique())).json();
      await settled(source.fileAssetId);
      expect((await link(source.fileAssetId, other)).json().status).toBe('AVAILABLE');
      expect(await app.events(other)).toEqual(['FileLinked', 'FileAvailable']);
    });

    it('of an unknown or foreign asset are the same 404', async () => {
      const mine = (await upload(unique(), {}, '/files')).json();
      const other = await app.partner(`initech-${randomUUID()}`);
      const theirs = await app.newCustomer(other.partnerId);
      for (const answer of [await link(mine.fileAssetId, theirs, other.client), await link(randomUUID())]) {
        expect([answer.status, answer.json().code]).toEqual([404, 'PARTNER_RESOURCE_NOT_FOUND']);
      }
    });
  });

  describe('reading', () => {
    it("pages through a customer's files in order", async () => {
      const id = await app.newCustomer(acmeId);
      const made: string[] = [];
      for (let index = 0; index < 5; index += 1) {
        made.push((await upload(unique(), {}, files(id))).json().fileAssetId);
      }
      const seen: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const page: { data: { fileAssetId: string }[]; nextCursor: string | null } = (
          await get(`${files(id)}?limit=2${next && `&cursor=${next}`}`)
        ).json();
        seen.push(...page.data.map((asset) => asset.fileAssetId));
        next = page.nextCursor;
      }
      expect(seen).toEqual(made);
      const cursor = (await get(`${files(id)}?limit=2`)).json().nextCursor;
      expect((await get(`${files()}?cursor=${cursor}`)).status).toBe(400);
    });

    it("of foreign, unknown and other customers' files is 404", async () => {
      const asset = (await upload(unique())).json();
      const other = await app.newCustomer(acmeId);
      const answers = [
        await get(`/files/${asset.fileAssetId}`, globex),
        await get(`/files/${randomUUID()}`),
        await get(`${files(other)}/${asset.fileAssetId}`),
      ];
      for (const answer of answers) {
        expect([answer.status, answer.json().code]).toEqual([404, 'PARTNER_RESOURCE_NOT_FOUND']);
      }
    });
  });

  describe('deletion', () => {
    it('is 204, then 404', async () => {
      const asset = (await upload(unique())).json();
      const path = `${files()}/${asset.fileAssetId}`;
      expect((await remove(path)).status).toBe(204);
      expect((await get(path)).status).toBe(404);
      expect((await remove(path)).status).toBe(404);
      expect((await link(asset.fileAssetId)).status).toBe(404);
    });

    it('is 409 once a submission names the file', async () => {
      const id = await app.newCustomer(acmeId);
      const asset = (await upload(unique(), {}, files(id))).json();
      const version = await app.onboarding.raise(CustomerSubmitted, id, {
        customerId: id,
        partnerId: acmeId,
        files: [{ fileAssetId: asset.fileAssetId, sha256: asset.sha256 }],
      });
      await app.mark(acmeId, id, 'onboarding', version);
      const answer = await remove(`${files(id)}/${asset.fileAssetId}`);
      expect([answer.status, answer.json().code]).toEqual([409, 'PARTNER_RESOURCE_STATE_INVALID']);
      expect((await get(`${files(id)}/${asset.fileAssetId}`)).status).toBe(200);
    });

    it('is undone by a submission that was being accepted meanwhile', async () => {
      const id = await app.newCustomer(acmeId);
      const asset = (await upload(unique(), {}, files(id))).json();
      expect((await remove(`${files(id)}/${asset.fileAssetId}`)).status).toBe(204);
      const version = await app.onboarding.raise(CustomerSubmitted, id, {
        customerId: id,
        partnerId: acmeId,
        files: [{ fileAssetId: asset.fileAssetId, sha256: asset.sha256 }],
      });
      await app.mark(acmeId, id, 'onboarding', version);
      expect((await get(`${files(id)}/${asset.fileAssetId}`)).status).toBe(200);
    });
  });

  describe('limits', () => {
    it('are 100 files an individual', async () => {
      const id = await app.newCustomer(acmeId);
      const source = (await upload(unique(), {}, files(id))).json();
      await app.admin.query(
        `INSERT INTO file_assets (file_asset_id, partner_id, customer_id, object_name, document_type, file_name, created_at)
         SELECT gen_random_uuid(), partner_id, customer_id, object_name, document_type, file_name, now()
           FROM file_assets, generate_series(1, 98) WHERE file_asset_id = $1`,
        [source.fileAssetId],
      );
      const answers = await Promise.all([link(source.fileAssetId, id), upload(unique(), {}, files(id))]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422]);
      const refused = await upload(unique(), {}, files(id));
      expect(errorsOf(refused)).toEqual(['FILE_QUOTA_EXCEEDED /file']);
    });

    it.each([CustomerSuspended, CustomerClosed])('of $name customers: reads only', async (contract) => {
      const id = await app.newCustomer(acmeId);
      const asset = (await upload(unique(), {}, files(id))).json();
      const version = await app.customer.raise(contract, id, { customerId: id, partnerId: acmeId });
      await app.mark(acmeId, id, 'customer', version);
      const answers = [
        await upload(unique(), {}, files(id)),
        await link(asset.fileAssetId, id),
        await remove(`${files(id)}/${asset.fileAssetId}`),
      ];
      for (const answer of answers) {
        expect([answer.status, answer.json().code]).toEqual([409, 'PARTNER_RESOURCE_STATE_INVALID']);
      }
      expect((await get(files(id))).json().data).toHaveLength(1);
    });
  });

  describe('upkeep', () => {
    it('drops bytes of no asset, and no others', async () => {
      await upload(unique());
      const before = await app.stored();
      const orphan = await upload(unique(), {}, '/files');
      await app.admin.query('DELETE FROM file_assets WHERE file_asset_id = $1', [orphan.json().fileAssetId]);
      await app.admin.query(
        'DELETE FROM stored_objects o WHERE NOT EXISTS (SELECT FROM file_assets a WHERE a.object_name = o.object_name)',
      );
      expect(await app.stored()).toHaveLength(before.length + 1);
      expect(await app.app.get(StorageSweeper).sweep({ orphanedBytes: -1_000 })).toBe(1);
      expect((await app.stored()).sort()).toEqual(before.sort());
    });
  });

  describe('operators', () => {
    const content = async (fileAssetId: string, token?: string): Promise<Response> =>
      fetch(`${app.baseUrl}/operator/v1/files/${fileAssetId}/content`, {
        headers: token ? { authorization: `Bearer ${token}` } : {},
      });

    it('get the bytes, safely and audited', async () => {
      const file = unique();
      const asset = (await upload(file, { fileName: 'Паспорт.pdf' })).json();
      const token = await app.operators.token('rita', 'REVIEWER');
      const pending = await content(asset.fileAssetId, token);
      expect([200, 409]).toContain(pending.status);
      await settled(asset.fileAssetId);
      const answer = await content(asset.fileAssetId, token);
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer()).equals(file)).toBe(true);
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; .*filename\*=UTF-8''%D0%9F/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
      const { rows } = await app.admin.query(
        `SELECT operator, action, detail FROM operator_audit ORDER BY audit_id DESC LIMIT 1`,
      );
      expect(rows[0]).toMatchObject({
        operator: 'rita',
        action: 'file.view',
        detail: { fileAssetId: asset.fileAssetId },
      });
    });

    it('get nothing unauthenticated, unknown or rejected', async () => {
      const token = await app.operators.token('audrey', 'AUDITOR');
      const asset = (await upload(pdf({ page: '/AA << >>' }))).json();
      await settled(asset.fileAssetId);
      expect((await content(asset.fileAssetId)).status).toBe(401);
      expect((await content(randomUUID(), token)).status).toBe(404);
      expect((await content(asset.fileAssetId, token)).status).toBe(409);
    });
  });
});
