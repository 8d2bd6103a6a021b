import type { Problem } from '@oceafin/platform';
import type { SignedClient } from '@oceafin/testing';
import fc from 'fast-check';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { LocalKeyService } from '../../src/infrastructure/local-key-service';
import type { StagedUpload } from '../../src/ingest/staged-upload';
import { UploadReader } from '../../src/ingest/upload-reader';
import { DocumentVault } from '../../src/vault/document-vault';
import { pdf } from '../documents.spec';
import { type FileApp, fileApp } from '../file-app.spec';
import { MemoryStorage } from '../memory-storage.spec';
import { inPieces, multipart, type WirePart } from '../multipart.spec';
import { mutated, mutations, runs } from './mutations.spec';

const BOUNDARY = 'b0undary';
const MAX_FILE_BYTES = 200_000;
const WORDS = [
  ...['\r\n', '\n', '\r', '\r\n\r\n', '--', '\r\n--', `--${BOUNDARY}`, `\r\n--${BOUNDARY}`, ' ', '\t', '\0'],
  ...[`\r\n--${BOUNDARY}\r\n`, `\r\n--${BOUNDARY}--`, `--${BOUNDARY}--\r\n`, `\r\n--${BOUNDARY} \r\n`],
  ...[
    'Content-Disposition: form-data; name="file"',
    'Content-Disposition: form-data; name="x"',
    'name=',
    ';',
  ],
  ...[
    `; filename*=UTF-8''%E2%82%AC.pdf`,
    `; filename*=UTF-8''%ZZ`,
    `; filename*=x`,
    '"',
    '\\"',
    '%22',
    '%00',
  ],
  ...['Content-Type: multipart/mixed; boundary=inner', 'Content-Type: application/pdf', 'Content-Length: 1'],
  ...['Content-Transfer-Encoding: base64', 'charset=utf-16', '\r\n folded', ':', '\xff\xfe', '__proto__'],
];
const TYPES = [
  `multipart/form-data; boundary=${BOUNDARY}`,
  `multipart/form-data; boundary="${BOUNDARY}"; charset=utf-8`,
  'multipart/form-data; boundary=b',
  'multipart/form-data; boundary="b0undary',
  `multipart/form-data; boundary=other; boundary=${BOUNDARY}`,
  'multipart/form-data',
];

const document = pdf();
const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const PARTS: readonly WirePart[] = [
  { name: 'documentType', data: 'PASSPORT' },
  { name: 'sha256', data: digest(document) },
  { name: 'file', fileName: 'a "b".pdf', contentType: 'application/pdf', data: document },
  { name: 'file', contentType: 'multipart/mixed; boundary=inner', data: multipart([], 'inner') },
];
const form = fc
  .subarray([...PARTS], { minLength: 1 })
  .chain((parts) => fc.shuffledSubarray(parts, { minLength: parts.length }))
  .map((parts) => multipart(parts, BOUNDARY));
const body = fc.tuple(form, mutations(WORDS)).map(([bytes, changes]) => mutated(bytes, changes));
const contentType = fc.oneof(
  { weight: 8, arbitrary: fc.constant(TYPES[0]!) },
  { weight: 2, arbitrary: fc.constantFrom(...TYPES) },
);

describe('mutated multipart bodies', () => {
  it('are read to their end: staged whole, or refused and forgotten', async () => {
    const read = async (bytes: Buffer, type: string, piece: number): Promise<void> => {
      const storage = new MemoryStorage();
      const vault = new DocumentVault(storage, new LocalKeyService(randomBytes(32)));
      const request = { headers: { 'content-type': type } };
      const result = await new UploadReader(vault, MAX_FILE_BYTES).read(request, inPieces(bytes, piece));
      expect(result.sha256Hex).toBe(digest(bytes));
      expect(storage.unfinished.size).toBe(0);
      const upload = result.upload as StagedUpload | undefined;
      if (!upload) {
        expect([400, 413, 415, 422]).toContain((result.problem as Problem).status);
        expect(storage.objects.size).toBe(0);
        return;
      }
      const stored = await buffer(vault.read(upload));
      expect([digest(stored), bytes.includes(stored)]).toEqual([upload.sha256, true]);
    };
    await fc.assert(fc.asyncProperty(body, contentType, fc.constantFrom(1, 3, 17, 1_021, 65_536), read), {
      ...runs(5),
    });
  }, 3_600_000);

  describe('over HTTP', () => {
    let app: FileApp;
    let client: SignedClient;
    beforeAll(async () => {
      app = await fileApp();
      ({ client } = await app.partner('acme'));
    }, 120_000);
    afterAll(() => app?.stop());

    it('are answered, never with a 5xx, and keep nothing but what was created', async () => {
      let created = 0;
      const send = async (bytes: Buffer, type: string): Promise<void> => {
        const headers = { 'content-type': type };
        const answer = await client.request({ method: 'POST', path: '/files', body: bytes, headers });
        expect([201, 400, 413, 415, 422]).toContain(answer.status);
        if (answer.status === 201) created += 1;
        else
          expect(answer.json()).toMatchObject({
            status: answer.status,
            code: expect.stringMatching(/^PARTNER_/),
          });
      };
      await fc.assert(fc.asyncProperty(body, contentType, send), runs(0.5));
      expect(await app.stored()).toHaveLength(created);
    }, 3_600_000);
  });
});
