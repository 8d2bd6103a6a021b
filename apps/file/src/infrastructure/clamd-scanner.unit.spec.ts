import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { inPieces } from '../../test/multipart.spec';
import { ScannerUnavailableError } from '../ports/malware-scanner';
import { ClamdScanner } from './clamd-scanner';

/** Speaks clamd's INSTREAM; `answer` is told what arrived. */
async function clamd(answer: (socket: Socket, received: Buffer) => void): Promise<Server> {
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data]);
      const content = contentOf(bytes);
      if (content) answer(socket, content);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** What was sent in chunks, once the terminating empty chunk is there. */
function contentOf(bytes: Buffer): Buffer | undefined {
  const command = Buffer.from('zINSTREAM\0');
  if (!bytes.subarray(0, command.length).equals(command)) return undefined;
  const chunks: Buffer[] = [];
  for (let at = command.length; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

const scannerOf = (server: Server): ClamdScanner =>
  new ClamdScanner(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);

describe('ClamdScanner', () => {
  const content = Buffer.alloc(300_000, 'x');
  let server: Server;
  afterEach(() => server?.close());

  it.each([
    ['stream: OK', 'CLEAN'],
    ['stream: Win.Test.EICAR_HDB-1 FOUND', 'MALWARE_DETECTED'],
    ['stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND', 'FILE_BOMB'],
    ['stream: Heuristics.Encrypted.PDF FOUND', 'FILE_ENCRYPTED'],
    ['stream: Heuristics.PDF.ObfuscatedNameObject FOUND', 'FILE_ACTIVE_CONTENT'],
  ])('takes "%s" for %s', async (said, finding) => {
    let arrived = 0;
    server = await clamd((socket, received) => {
      arrived = received.length;
      socket.end(`${said}\0`);
    });
    expect(await scannerOf(server).scan(inPieces(content, 65_536))).toBe(finding);
    expect(arrived).toBe(content.length);
  });

  it.each([['INSTREAM size limit exceeded. ERROR'], ['stream: Can not open file ERROR'], ['']])(
    'takes "%s" for no answer',
    async (said) => {
      server = await clamd((socket) => socket.end(said && `${said}\0`));
      await expect(scannerOf(server).scan(inPieces(content, 65_536))).rejects.toThrow(
        ScannerUnavailableError,
      );
    },
  );

  it('has reached one whose connection stands, though this process stood still meanwhile', async () => {
    server = await clamd((socket) => socket.end('stream: OK\0'));
    const { port } = server.address() as AddressInfo;
    const found = new ClamdScanner(`tcp://127.0.0.1:${port}`, 20).scan(inPieces(content, 65_536));
    for (const until = performance.now() + 60; performance.now() < until;);
    expect(await found).toBe('CLEAN');
  });

  it('says so when nobody listens', async () => {
    server = await clamd(() => undefined);
    const scanner = scannerOf(server);
    server.close();
    await once(server, 'close');
    await expect(scanner.scan(inPieces(content, 65_536))).rejects.toThrow(ScannerUnavailableError);
    await expect(scanner.check()).rejects.toThrow(ScannerUnavailableError);
  });

  it('passes on that the bytes could not be read', async () => {
    server = await clamd((socket) => socket.end('stream: OK\0'));
    async function* broken(): AsyncGenerator<Buffer> {
      yield* inPieces(content, 65_536);
      throw new Error('not authentic');
    }
    await expect(scannerOf(server).scan(broken())).rejects.toThrow('not authentic');
  });
});
