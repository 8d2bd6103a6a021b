import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { upstreamHeaders } from './headers';

export interface UpstreamTarget {
  readonly agent: Agent;
  /** Ports to try, best first. */
  readonly ports: readonly number[];
  readonly connectTimeoutMs: number;
}

/**
 * Opens the request on the first instance that takes the connection. Nothing of the request is sent
 * before that, so going on to the next instance is right for any method.
 * @returns the open request, its body not yet sent; rejects with the last instance's error
 */
export async function openUpstream(
  incoming: IncomingMessage,
  target: UpstreamTarget,
): Promise<ClientRequest> {
  let lastError: unknown = new Error('no instance');
  for (const port of target.ports) {
    try {
      return await connect(incoming, target, port);
    } catch (error) {
      lastError = error;
    }
  }
  throw lastError;
}

function connect(incoming: IncomingMessage, target: UpstreamTarget, port: number): Promise<ClientRequest> {
  const method = incoming.method ?? 'GET';
  const outgoing = request({
    agent: target.agent,
    ...{ host: '127.0.0.1', port, method, path: incoming.url },
    headers: upstreamHeaders(incoming.rawHeaders, method, incoming.socket.remoteAddress ?? 'unknown').flat(),
    setHost: false,
  });
  return new Promise((resolve, reject) => {
    let isOpen = false;
    // A process that stood still hears of the timer first, and of the connection in the same turn.
    const judge = (): void => void (isOpen || outgoing.destroy(new Error('connect timeout')));
    const timer = setTimeout(() => setImmediate(judge), target.connectTimeoutMs);
    const settle = (error?: Error): void => {
      isOpen = error === undefined;
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(outgoing);
    };
    // Stays: who is let go once it is open, before its exchange begins, ends with an error too.
    outgoing.on('error', settle);
    outgoing.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => settle());
      else settle();
    });
  });
}
