import { baseString, eventually, sign } from '@oceafin/testing';
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type FileApp, fileApp } from '../../test/file-app.spec';
import { pdf } from '../../test/documents.spec';
import { multipart } from '../../test/multipart.spec';

const MAX_FILE_BYTES = 1024 * 1024;

/** What happens on the wire itself: raw sockets, so that nothing is mended on the way. */
describe('connections', () => {
  let app: FileApp;
  let credentials: { clientId: string; secret: string };

  beforeAll(async () => {
    app = await fileApp({ MAX_FILE_BYTES: String(MAX_FILE_BYTES) });
    credentials = await app.partner('acme');
  });
  afterAll(() => app?.stop());

  const form = (file: Buffer): Buffer =>
    multipart([
      { name: 'documentType', data: 'PASSPORT' },
      { name: 'file', fileName: 'p.pdf', contentType: 'application/pdf', data: file },
    ]);

  function head(body: Buffer, over: Record<string, string>): string {
    const idempotencyKey = randomUUID();
    const timestamp = new Date().toISOString();
    const nonce = randomUUID();
    const signed = { method: 'POST', target: '/partner/v1/files', body, idempotencyKey };
    const headers: Record<string, string> = {
      Host: 'localhost',
      'Content-Type': 'multipart/form-data; boundary=b0undary',
      'X-Request-Id': randomUUID(),
      'X-Partner-Client-Id': credentials.clientId,
      'X-Partner-Timestamp': timestamp,
      'X-Partner-Nonce': nonce,
      'X-Partner-Signature': sign(credentials.secret, baseString({ ...signed, timestamp, nonce })),
      'Idempotency-Key': idempotencyKey,
      ...over,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    return `POST /partner/v1/files HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  }

  const open = (): Socket => connect(Number(new URL(app.baseUrl).port), '127.0.0.1');

  function chunked(body: Buffer): Buffer {
    const chunks: Buffer[] = [];
    for (let at = 0; at < body.length; at += 50_000) {
      const chunk = body.subarray(at, at + 50_000);
      chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
    }
    return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
  }

  /** Statuses of the answers that come on one connection until as many as wanted are there. */
  function statuses(socket: Socket, wanted: number): Promise<number[]> {
    return new Promise((resolve, reject) => {
      let text = '';
      socket.on('data', (data) => {
        text += data.toString('latin1');
        const found = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
        if (found.length >= wanted) resolve(found);
      });
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`closed after ${text.slice(0, 200)}`)));
    });
  }

  it('serves one upload after another, refused ones between', async () => {
    const socket = open();
    const bodies = [form(pdf()), form(Buffer.from('no pdf')), form(pdf())];
    const answers = statuses(socket, 3);
    for (const body of bodies) {
      socket.write(head(body, { 'Content-Length': String(body.length) }));
      socket.write(body);
    }
    expect(await answers).toEqual([201, 422, 201]);
    socket.destroy();
  });

  it('takes a chunked body', async () => {
    const socket = open();
    const body = form(pdf());
    socket.write(head(body, { 'Transfer-Encoding': 'chunked' }));
    socket.write(chunked(body));
    expect(await statuses(socket, 1)).toEqual([201]);
    socket.destroy();
  });

  it('cuts a chunked body at the limit, and the answer arrives', async () => {
    const before = await app.stored();
    const socket = open();
    const body = form(Buffer.concat([pdf(), Buffer.alloc(5 * MAX_FILE_BYTES)]));
    const answers = statuses(socket, 1);
    socket.write(head(body, { 'Transfer-Encoding': 'chunked' }));
    socket.write(chunked(body));
    expect(await answers).toEqual([413]);
    expect(await app.stored()).toEqual(before);
    socket.destroy();
  });

  it('refuses a declared length over the limit before any of the body', async () => {
    const socket = open();
    socket.write(head(Buffer.alloc(0), { 'Content-Length': String(100 * MAX_FILE_BYTES) }));
    expect(await statuses(socket, 1)).toEqual([413]);
    socket.destroy();
  });

  it.each([0.1, 0.5, 0.99])('leaves nothing when an upload breaks off at %d', async (part) => {
    const before = await app.stored();
    const body = form(Buffer.concat([pdf(), Buffer.alloc(MAX_FILE_BYTES / 2, '%')]));
    const socket = open();
    socket.on('error', () => undefined);
    socket.write(head(body, { 'Content-Length': String(body.length) }));
    await new Promise((resolve) => socket.write(body.subarray(0, Math.floor(body.length * part)), resolve));
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await eventually(async () => expect(await app.stored()).toEqual(before));
  });
});
