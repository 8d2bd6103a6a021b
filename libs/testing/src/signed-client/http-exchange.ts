import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export type OutgoingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: Buffer;
  /** The body as UTF-8 text. */
  readonly text: string;
  /** The body parsed as JSON; throws where it isn't JSON. */
  json<T = any>(): T; // eslint-disable-line @typescript-eslint/no-explicit-any -- the caller knows the shape
}

export interface HttpExchange {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly method: string;
  /** Goes on the wire byte for byte. */
  readonly target: string;
  readonly headers: OutgoingHeaders;
  readonly body: Buffer;
  readonly timeoutMs: number;
}

const agents = {
  'http:': new HttpAgent({ keepAlive: true, scheduling: 'lifo' }),
  'https:': new HttpsAgent({ keepAlive: true, scheduling: 'lifo' }),
};

/** One HTTP exchange without redirects, rewriting of the target or decoding; rejects when no answer came. */
export function exchange(call: HttpExchange): Promise<HttpAnswer> {
  const { protocol, hostname, port } = new URL(call.origin);
  const secure = protocol === 'https:';
  const headers = Object.fromEntries(
    Object.entries(call.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : [...value]]],
    ),
  ) as Record<string, string | string[]>;
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(
      {
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        method: call.method,
        path: call.target,
        headers,
        agent: secure ? agents['https:'] : agents['http:'],
        timeout: call.timeoutMs,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve(answer(response.statusCode ?? 0, response.headers, Buffer.concat(chunks))),
        );
      },
    );
    request.on('timeout', () => request.destroy(new Error(`no answer within ${call.timeoutMs} ms`)));
    request.on('error', reject);
    request.end(call.body.length > 0 ? call.body : undefined);
  });
}

function answer(status: number, headers: IncomingHttpHeaders, rawBody: Buffer): HttpAnswer {
  const text = rawBody.toString('utf8');
  return { status, headers, rawBody, text, json: <T>() => JSON.parse(text) as T };
}
