import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { type MalwareFinding, MalwareScanner, ScannerUnavailableError } from '../ports/malware-scanner';

const CONNECT_MS = 3_000;
/** A scanner that is silent for this long is taken for away. */
const ANSWER_MS = 60_000;

/** clamd over TCP: INSTREAM, one connection per file. */
export class ClamdScanner extends MalwareScanner {
  private readonly host: string;
  private readonly port: number;

  /** @param url `tcp://host:port` */
  constructor(
    url: string,
    private readonly connectMs = CONNECT_MS,
  ) {
    super();
    const { hostname, port } = new URL(url);
    this.host = hostname.replace(/^\[|\]$/g, '');
    this.port = Number(port || '3310');
  }

  async scan(bytes: AsyncIterable<Buffer>): Promise<MalwareFinding> {
    return findingOf(await this.ask('INSTREAM', bytes));
  }

  async check(): Promise<void> {
    const answer = await this.ask('PING');
    if (answer !== 'PONG') throw new ScannerUnavailableError('clamd does not answer a ping');
  }

  private async ask(command: string, body?: AsyncIterable<Buffer>): Promise<string> {
    const socket = connect({ host: this.host, port: this.port });
    const answered = answerOf(socket, this.connectMs);
    answered.catch(() => undefined);
    try {
      socket.write(`z${command}\0`);
      if (body) await send(socket, body, answered);
      return await answered;
    } finally {
      socket.destroy();
    }
  }
}

/** Sends length-prefixed chunks; clamd may answer, and stop reading, before the end. */
async function send(socket: Socket, body: AsyncIterable<Buffer>, answered: Promise<string>): Promise<void> {
  let isAnswered = false;
  const settled = answered.then(
    () => void (isAnswered = true),
    () => void (isAnswered = true),
  );
  for await (const chunk of body) {
    if (isAnswered) return;
    if (chunk.length === 0) continue;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    socket.write(length);
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => undefined), settled]);
  }
  if (!isAnswered) socket.write(Buffer.alloc(4));
}

function answerOf(socket: Socket, connectMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const unavailable = (why: string, cause?: unknown): void =>
      reject(new ScannerUnavailableError(`clamd ${why}`, { cause }));
    const received: Buffer[] = [];
    // A process that stood still hears of the timer first, and of the connection in the same turn.
    const judge = (): void => void (socket.connecting && unavailable('cannot be reached'));
    const timer = setTimeout(() => setImmediate(judge), connectMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.setTimeout(ANSWER_MS, () => unavailable('does not answer'));
    });
    socket.on('data', (chunk) => {
      received.push(chunk);
      if (chunk.includes(0)) resolve(Buffer.concat(received).toString('utf8').replace(/\0.*$/s, ''));
    });
    socket.once('error', (error) => unavailable('cannot be reached', error));
    socket.once('close', () => {
      clearTimeout(timer);
      unavailable('closed the connection');
    });
  });
}

/** Whatever isn't a definite answer about the whole file is none. */
function findingOf(answer: string): MalwareFinding {
  if (answer === 'stream: OK') return 'CLEAN';
  const signature = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (signature === undefined) throw new ScannerUnavailableError('clamd gave no verdict');
  if (signature.startsWith('Heuristics.Limits.Exceeded')) return 'FILE_BOMB';
  // Names are written in code only to hide what they do.
  if (signature.startsWith('Heuristics.PDF.Obfuscated')) return 'FILE_ACTIVE_CONTENT';
  if (signature.startsWith('Heuristics.Encrypted')) return 'FILE_ENCRYPTED';
  return 'MALWARE_DETECTED';
}
