import { randomUUID } from 'node:crypto';
import { exchange, type HttpAnswer, type OutgoingHeaders } from './http-exchange';
import { multipartBody, type UploadParts } from './multipart';
import type { PartnerCredentials } from './partner-env';
import { untilAnswered } from './retry';
import { baseString, sign } from './signature';

const BASE_PATH = '/partner/v1';

export interface SignedRequest {
  readonly method: string;
  /** Below the base path (`/customers?limit=1`), or complete (`/partner/v1/…`); goes on the wire as it is. */
  readonly path: string;
  /** A Buffer or string is sent as it is, anything else as JSON; absent means no body. */
  readonly body?: unknown;
  /** Added last, over the signed ones: `undefined` leaves one out, an array repeats it. */
  readonly headers?: OutgoingHeaders;
  readonly nonce?: string;
  /** RFC 3339. */
  readonly timestamp?: string;
  /** For every method but GET; a random one where absent. */
  readonly idempotencyKey?: string;
  readonly requestId?: string;
  /** Instead of the right one. */
  readonly signature?: string;
}

export interface SentRequest {
  readonly target: string;
  readonly baseString: string;
  readonly headers: OutgoingHeaders;
}

export interface ClientOptions extends PartnerCredentials {
  /**
   * Send again with the same key and body, and a fresh nonce, for as long: on 429, 502, 503, 504, an
   * idempotency conflict in flight, and where the connection failed. Default 0: one attempt.
   */
  readonly retryForMs?: number;
  /** Of one attempt; default 30 s. */
  readonly timeoutMs?: number;
  /** Told of every attempt before it is sent. */
  readonly onSend?: (sent: SentRequest) => void;
}

/** A partner's client: signs by section 1 of the partner contract, sends exactly the bytes that were signed. */
export class SignedClient {
  readonly clientId: string;
  private readonly origin: string;
  private readonly basePath: string;

  constructor(private readonly options: ClientOptions) {
    const url = new URL(options.baseUrl);
    this.clientId = options.clientId;
    this.origin = url.origin;
    this.basePath = url.pathname === '/' ? BASE_PATH : url.pathname.replace(/\/$/, '');
  }

  async request(request: SignedRequest): Promise<HttpAnswer> {
    const body = bodyBytes(request.body);
    const idempotencyKey = request.method === 'GET' ? '' : (request.idempotencyKey ?? `call-${randomUUID()}`);
    const send = (): Promise<HttpAnswer> => this.send(request, body, idempotencyKey);
    const { retryForMs = 0 } = this.options;
    return retryForMs > 0 ? untilAnswered(retryForMs, send) : send();
  }

  /** A file as `multipart/form-data` to `/files` or `/customers/{id}/files`. */
  upload(
    path: string,
    parts: UploadParts,
    rest: Omit<SignedRequest, 'method' | 'path' | 'body'> = {},
  ): Promise<HttpAnswer> {
    const { contentType, body } = multipartBody(parts);
    const headers = { 'content-type': contentType, ...rest.headers };
    return this.request({ ...rest, method: 'POST', path, body, headers });
  }

  private send(request: SignedRequest, body: Buffer, idempotencyKey: string): Promise<HttpAnswer> {
    const { method } = request;
    const target = request.path.startsWith(BASE_PATH) ? request.path : this.basePath + request.path;
    const timestamp = request.timestamp ?? new Date().toISOString();
    const nonce = request.nonce ?? randomUUID();
    const base = baseString({ method, target, body, timestamp, nonce, idempotencyKey });
    const headers: OutgoingHeaders = {
      accept: 'application/json',
      'content-length': method === 'GET' && body.length === 0 ? undefined : String(body.length),
      'content-type': body.length > 0 ? 'application/json' : undefined,
      'x-partner-client-id': this.clientId,
      'x-partner-timestamp': timestamp,
      'x-partner-nonce': nonce,
      'x-partner-signature': request.signature ?? sign(this.options.secret, base),
      'x-request-id': request.requestId ?? randomUUID(),
      'idempotency-key': idempotencyKey === '' ? undefined : idempotencyKey,
      ...lowerCased(request.headers ?? {}),
    };
    this.options.onSend?.({ target, baseString: base, headers });
    const { timeoutMs = 30_000 } = this.options;
    return exchange({ origin: this.origin, method, target, headers, body, timeoutMs });
  }
}

function bodyBytes(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
}

/** So that an overriding header replaces the signed one, however it is spelled. */
function lowerCased(headers: OutgoingHeaders): OutgoingHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
