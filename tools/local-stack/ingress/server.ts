import {
  Agent,
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { clientErrorProblem, Problem } from '@oceafin/platform';
import { exchange, send, unavailable } from './exchange';
import { pairs, valuesOf } from './headers';
import { openUpstream } from './open-upstream';
import { problemAnswer } from './problem-answer';
import { appOf } from './route';
import { RoundRobin, type Upstreams } from './upstreams';

export interface IngressOptions {
  readonly upstreams: Upstreams;
  /** Milliseconds an instance has to take the connection. */
  readonly connectTimeoutMs: number;
  /** Milliseconds of silence after which an app is given up on. */
  readonly idleTimeoutMs: number;
}

/** A reverse proxy that passes request targets on byte for byte, since the signature covers them. */
export function createIngress(options: IngressOptions): Server {
  // An app closes a connection that idles; one of ours that is reused at that moment would be lost.
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 256, timeout: 4_000 });
  const instances = new RoundRobin(options.upstreams);

  const handle = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const ports = instances.candidates(appOf(incoming.url ?? ''));
    try {
      const outgoing = await openUpstream(incoming, {
        agent,
        ports,
        connectTimeoutMs: options.connectTimeoutMs,
      });
      if (answer.destroyed) outgoing.destroy();
      else exchange(incoming, answer, outgoing, options.idleTimeoutMs);
    } catch {
      if (!answer.destroyed) unavailable(incoming, answer);
    }
  };
  const listener = (incoming: IncomingMessage, answer: ServerResponse): void => void handle(incoming, answer);

  const server = createServer(
    { requireHostHeader: false, requestTimeout: 0, headersTimeout: 15_000 },
    (incoming, answer) => {
      if (hasWrongHost(incoming)) {
        send(answer, problemAnswer(invalid('Host is missing or repeated.'), incoming.rawHeaders));
      } else {
        listener(incoming, answer);
      }
    },
  );
  server.on('checkContinue', listener);
  server.on('checkExpectation', (incoming: IncomingMessage, answer: ServerResponse) =>
    send(answer, problemAnswer(invalid('Expect can only be 100-continue.'), incoming.rawHeaders)),
  );
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) =>
    refuse(socket, incoming.rawHeaders, invalid('CONNECT is not offered.')),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else refuse(socket, [], clientErrorProblem(error));
  });
  // Longer than the app is given, so that the client still gets the answer that the app was silent.
  server.setTimeout(options.idleTimeoutMs + 15_000);
  server.keepAliveTimeout = 65_000;
  server.on('close', () => agent.destroy());
  return server;
}

/** HTTP/1.1 needs exactly one (RFC 9112, 3.2): two could mean different things to two readers. */
function hasWrongHost({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  const hosts = valuesOf(pairs(rawHeaders), 'host').length;
  return hosts > 1 || (httpVersion === '1.1' && hosts === 0);
}

/** Answers where Node has no response object: the connection can't be used any further. */
function refuse(socket: Duplex, rawHeaders: readonly string[], problem: Problem): void {
  const { status, headers, body } = problemAnswer(problem, rawHeaders);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Connection: close'];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body.toString('utf8')}`);
}

function invalid(detail: string): Problem {
  return new Problem('PARTNER_REQUEST_INVALID', { detail });
}
