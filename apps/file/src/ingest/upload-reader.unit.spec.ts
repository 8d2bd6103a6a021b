import type { ReadBody } from '@oceafin/partner-access';
import { Problem } from '@oceafin/platform';
import { createHash, randomBytes } from 'node:crypto';
import { pdf } from '../../test/documents.spec';
import { MemoryStorage } from '../../test/memory-storage.spec';
import { inPieces, multipart, type WirePart } from '../../test/multipart.spec';
import { LocalKeyService } from '../infrastructure/local-key-service';
import { DocumentVault } from '../vault/document-vault';
import type { StagedUpload } from './staged-upload';
import { UploadReader } from './upload-reader';

const MAX_FILE_BYTES = 200_000;
const document = Buffer.concat([pdf(), Buffer.alloc(100_000, '%')]);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const documentType: WirePart = { name: 'documentType', data: 'PASSPORT' };
const file: WirePart = { name: 'file', fileName: 'p.pdf', contentType: 'application/pdf', data: document };

let storage: MemoryStorage;
let vault: DocumentVault;
let reader: UploadReader;
beforeEach(() => {
  storage = new MemoryStorage();
  vault = new DocumentVault(storage, new LocalKeyService(randomBytes(32)));
  reader = new UploadReader(vault, MAX_FILE_BYTES);
});

async function read(
  parts: WirePart[] | Buffer,
  options: { boundary?: string; piece?: number; contentType?: string } = {},
): Promise<ReadBody> {
  const { boundary = 'b0undary', piece = 1_021 } = options;
  const { contentType = `multipart/form-data; boundary=${boundary}` } = options;
  const body = Buffer.isBuffer(parts) ? parts : multipart(parts, boundary);
  const request = { headers: { 'content-type': contentType } };
  const result = await reader.read(request, inPieces(body, piece));
  expect(result.sha256Hex).toBe(sha256(body));
  return result;
}

function problemOf({ problem }: ReadBody): [number, ...string[]] | undefined {
  if (!problem) return undefined;
  const { status, errors } = problem as Problem;
  return [status, ...errors.map((error) => `${error.code} ${error.pointer}`)];
}

describe('a good upload', () => {
  it.each([1, 7, 1_021, 65_536, 10_000_000])('is staged, encrypted, in pieces of %d bytes', async (piece) => {
    const result = await read([documentType, { name: 'sha256', data: sha256(document) }, file], { piece });
    expect(problemOf(result)).toBeUndefined();
    const upload = result.upload as StagedUpload;
    expect(upload).toMatchObject({
      documentType: 'PASSPORT',
      fileName: 'p.pdf',
      contentType: 'application/pdf',
      sizeBytes: document.length,
      sha256: sha256(document),
    });
    const stored = storage.objects.get(upload.objectName)!.bytes;
    expect(stored.includes('%PDF')).toBe(false);
    const plain: Buffer[] = [];
    for await (const bytes of vault.read(upload)) plain.push(bytes);
    expect(Buffer.concat(plain).equals(document)).toBe(true);
  });

  it('takes its parts in any order, a preamble and an epilogue', async () => {
    const body = Buffer.concat([
      Buffer.from('preamble\r\n'),
      multipart([file, documentType]),
      Buffer.from('epilogue'),
    ]);
    expect(problemOf(await read(body))).toBeUndefined();
  });

  it('takes a file without a name, and prefers filename*', async () => {
    const { upload } = await read([documentType, { ...file, fileName: undefined }]);
    expect((upload as StagedUpload).fileName).toBeUndefined();
    const headers = [
      `Content-Disposition: form-data; name="file"; filename="e.pdf"; filename*=UTF-8''%C3%A9.pdf`,
      'Content-Type: application/pdf',
    ];
    const extended = await read([documentType, { headers, data: document }]);
    expect((extended.upload as StagedUpload).fileName).toBe('é.pdf');
  });

  it.each([
    ['a\\"b.pdf', 'a"b.pdf'],
    ['a%22b.pdf', 'a"b.pdf'],
    ['a; name=sha256; filename=b.pdf', 'a; name=sha256; filename=b.pdf'],
    ['C:\\dir\\a.pdf', 'C:\\dir\\a.pdf'],
    ['C:\\dir\\', 'C:\\dir\\'],
  ])('understands how clients write the name %s', async (sent, fileName) => {
    const { upload } = await read([documentType, { ...file, fileName: sent }]);
    expect((upload as StagedUpload).fileName).toBe(fileName);
  });

  it('leaves nothing when it is discarded', async () => {
    const result = await read([documentType, file]);
    expect(storage.objects.size).toBe(1);
    await result.discard();
    expect(storage.objects.size).toBe(0);
  });
});

describe('the framing', () => {
  const whole = multipart([documentType, file]);
  const rewritten = (from: string | RegExp, to: string): Buffer =>
    Buffer.from(whole.toString('latin1').replace(from, to), 'latin1');
  const b = 'b0undary';
  const special = "a'()+_,-./:=?b";
  const form = (boundary: string): string => `multipart/form-data; boundary=${boundary}`;

  it.each<[string, Buffer, string]>([
    ['a quoted boundary', whole, form(`"${b}"`)],
    ['other capitals', whole, `Multipart/Form-Data; Boundary=${b}`],
    ['parameters around it', whole, `multipart/form-data; charset=utf-8; boundary=${b}; x="y;z"`],
    [
      'the longest boundary',
      multipart([documentType, file], b.repeat(9).slice(0, 70)),
      form(b.repeat(9).slice(0, 70)),
    ],
    ['every special character', multipart([documentType, file], special), form(`"${special}"`)],
    ['no line end at the end', whole.subarray(0, whole.length - 2), form(b)],
    ['padding after the last boundary', rewritten(`--${b}--`, `--${b}-- \t `), form(b)],
    ['a second form after the end', Buffer.concat([whole, whole]), form(b)],
    [
      'what begins like a boundary inside',
      multipart([documentType, { ...file, data: Buffer.concat([pdf(), Buffer.from('%\r\n--b0undar')]) }]),
      form(b),
    ],
    ['header names in small letters', rewritten(/Content-(Disposition|Type)/g, 'content-$1'), form(b)],
    ['names without quotes', rewritten(/name="(\w+)"/g, 'name=$1'), form(b)],
    ['a folded header', rewritten('form-data; name="file"', 'form-data;\r\n name="file"'), form(b)],
    [
      'headers that say nothing new',
      rewritten('Content-Type', 'Content-Transfer-Encoding: binary\r\nContent-Type'),
      form(b),
    ],
  ])('may have %s', async (_, body, contentType) => {
    const result = await read(body, { contentType });
    expect(problemOf(result)).toBeUndefined();
    expect((result.upload as StagedUpload).documentType).toBe('PASSPORT');
  });

  it.each<[string, Buffer, string]>([
    ['line feeds alone', rewritten(/\r\n/g, '\n'), form(b)],
    ['a boundary that is too long', multipart([documentType, file], 'x'.repeat(71)), form('x'.repeat(71))],
    ['an empty boundary', whole, form('""')],
    ['a boundary that no character set allows', multipart([documentType, file], 'é'), form('"é"')],
    ['padding after a boundary', rewritten(`--${b}\r\n`, `--${b} \r\n`), form(b)],
    ['two boundaries', whole, `multipart/form-data; boundary=other; boundary=${b}`],
    ['a name twice', rewritten('name="file"', 'name="file"; name="sha256"'), form(b)],
    ['a name in two ways', rewritten('name="file"', `name="file"; name*=UTF-8''sha256`), form(b)],
    ['a file name twice', rewritten('filename="p.pdf"', 'filename="p.pdf"; FileName=q.exe'), form(b)],
    ['a file name without an end', rewritten('filename="p.pdf"', 'filename="p.pdf'), form(b)],
    [
      'two dispositions',
      rewritten('Content-Type', 'Content-Disposition: form-data; name="x"\r\nContent-Type'),
      form(b),
    ],
    [
      'a header without a colon',
      rewritten('Content-Disposition: form-data; name="file"', 'Content-Disposition'),
      form(b),
    ],
  ])('may not have %s', async (_, body, contentType) => {
    const result = await read(body, { contentType });
    expect(problemOf(result)).toEqual([400]);
    expect([storage.objects.size, storage.unfinished.size]).toEqual([0, 0]);
  });

  it('may not be nested: what a part declares is judged as its type', async () => {
    const nested = multipart([file], 'inner');
    const outer = { ...file, contentType: 'multipart/mixed; boundary=inner', data: nested };
    expect(problemOf(await read([documentType, outer]))).toEqual([415]);
  });

  it('has names that are no property of anything', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const result = await read([documentType, file, ...names.map((name) => ({ name, data: '' }))]);
    expect(problemOf(result)).toEqual([422, ...names.map((name) => `UNKNOWN_PROPERTY /${name}`)]);
  });
});

describe('the fingerprint', () => {
  const of = async (parts: WirePart[], boundary?: string): Promise<string> =>
    (await read(parts, { boundary })).fingerprint;

  it('is that of the parts, whatever the boundary', async () => {
    expect(await of([documentType, file], 'one')).toBe(await of([documentType, file], 'another'));
  });

  it('is that of the parts in any order', async () => {
    expect(await of([file, documentType])).toBe(await of([documentType, file]));
  });

  it.each<[string, WirePart[]]>([
    ['file name', [documentType, { ...file, fileName: 'q.pdf' }]],
    ['declared type', [documentType, { ...file, contentType: 'image/png' }]],
    ['content', [documentType, { ...file, data: Buffer.concat([document, Buffer.from('x')]) }]],
    ['document type', [{ ...documentType, data: 'SELFIE' }, file]],
    ['part name', [{ ...documentType, name: 'documenttype' }, file]],
  ])('changes with the %s', async (_, parts) => {
    expect(await of(parts)).not.toBe(await of([documentType, file]));
  });
});

describe('a bad upload', () => {
  const empty = { ...file, data: '' };
  const text = { ...file, data: 'plain text' };
  const tooLarge = { ...file, data: Buffer.concat([pdf(), Buffer.alloc(MAX_FILE_BYTES)]) };

  it.each<[string, WirePart[], [number, ...string[]]]>([
    ['no parts', [], [422, 'REQUIRED /documentType', 'REQUIRED /file']],
    ['no parts but the file', [file], [422, 'REQUIRED /documentType']],
    ['no file', [documentType], [422, 'REQUIRED /file']],
    ['two files', [documentType, file, file], [422, 'DUPLICATE /file']],
    ['two document types', [documentType, documentType, file], [422, 'DUPLICATE /documentType']],
    [
      'an unknown part',
      [documentType, { name: 'tenant/Id', data: 'x' }, file],
      [422, 'UNKNOWN_PROPERTY /tenant~1Id'],
    ],
    [
      'an unknown document type',
      [{ ...documentType, data: 'VISA' }, file],
      [422, 'INVALID_VALUE /documentType'],
    ],
    [
      'an endless document type',
      [{ ...documentType, data: 'P'.repeat(50_000) }, file],
      [422, 'INVALID_VALUE /documentType'],
    ],
    [
      'a digest in capitals',
      [documentType, { name: 'sha256', data: sha256(document).toUpperCase() }, file],
      [422, 'INVALID_FORMAT /sha256'],
    ],
    [
      'another digest',
      [documentType, { name: 'sha256', data: '0'.repeat(64) }, file],
      [422, 'FILE_DIGEST_MISMATCH /file'],
    ],
    ['no bytes', [documentType, empty], [422, 'FILE_EMPTY /file']],
    ['other bytes', [documentType, text], [422, 'FILE_CONTENT_MISMATCH /file']],
    [
      'several faults',
      [{ ...documentType, data: '' }, { name: 'x', data: '' }, text],
      [422, 'UNKNOWN_PROPERTY /x', 'INVALID_VALUE /documentType', 'FILE_CONTENT_MISMATCH /file'],
    ],
    ['a type that is not accepted', [documentType, { ...file, contentType: 'text/html' }], [415]],
    ['no declared type', [documentType, { ...file, contentType: undefined }], [415]],
    ['a file over the limit', [documentType, tooLarge], [413]],
  ])('with %s is refused and leaves nothing', async (_, parts, expected) => {
    const result = await read(parts);
    expect(problemOf(result)).toEqual(expected);
    expect(result.upload).toBeUndefined();
    expect([storage.objects.size, storage.unfinished.size]).toEqual([0, 0]);
  });

  const whole = multipart([documentType, file]);
  it.each<[string, Buffer]>([
    ['no closing boundary', whole.subarray(0, whole.length - 6)],
    ['an end inside the file', whole.subarray(0, 50_000)],
    ['an end inside the headers', whole.subarray(0, 30)],
    ['nothing', Buffer.alloc(0)],
    ['another boundary', multipart([documentType, file], 'other')],
    [
      'a part without a name',
      multipart([documentType, { headers: ['Content-Disposition: form-data'], data: 'x' }, file]),
    ],
    ['a part without disposition', multipart([{ headers: ['Content-Type: text/plain'], data: 'x' }, file])],
    [
      'another disposition',
      multipart([{ headers: ['Content-Disposition: attachment; name="file"'], data: 'x' }]),
    ],
    [
      'a header of a megabyte',
      multipart([documentType, { ...file, headers: [`X: ${'x'.repeat(1_000_000)}`] }]).subarray(0, 260_000),
    ],
    [
      'long headers',
      multipart([
        { headers: ['Content-Disposition: form-data; name="file"', `X: ${'x'.repeat(7_000)}`], data: 'x' },
      ]),
    ],
    ['too many parts', multipart(Array.from({ length: 1_000 }, () => ({ name: 'a', data: '' })))],
  ])('with %s is malformed and leaves nothing', async (_, body) => {
    const result = await read(body);
    expect(problemOf(result)).toEqual([400]);
    expect([storage.objects.size, storage.unfinished.size]).toEqual([0, 0]);
  });

  it('without a boundary is malformed', async () => {
    const result = await reader.read(
      { headers: { 'content-type': 'multipart/form-data' } },
      inPieces(whole, 999),
    );
    expect(problemOf(result)).toEqual([400]);
  });

  it('that goes on and on is cut', async () => {
    const endless = multipart([documentType, { ...file, data: Buffer.alloc(MAX_FILE_BYTES + 100_000) }]);
    await expect(read(endless)).rejects.toMatchObject({ code: 'PARTNER_PAYLOAD_TOO_LARGE' });
    expect([storage.objects.size, storage.unfinished.size]).toEqual([0, 0]);
  });

  it('that breaks off leaves nothing', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield* inPieces(whole.subarray(0, 90_000), 5_000);
      throw new Error('aborted');
    }
    const request = { headers: { 'content-type': 'multipart/form-data; boundary=b0undary' } };
    await expect(reader.read(request, broken())).rejects.toThrow('aborted');
    expect([storage.objects.size, storage.unfinished.size]).toEqual([0, 0]);
  });

  it('is told to try again when the storage is full', async () => {
    storage.isFull = true;
    expect(problemOf(await read([documentType, file]))).toEqual([503]);
    expect([storage.objects.size, storage.unfinished.size]).toEqual([0, 0]);
  });
});
