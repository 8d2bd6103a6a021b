import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestContext } from '../context/request-context';
import { Problem } from '../problems/problem';
import { sendProblem } from '../problems/problem-filter';
import { answerClientError } from './client-error';
import { contextOf } from './request-id';
import { trackMethods } from './allowed-methods';
import { shedLoad, type LoadLimits } from './shed-load';

export interface HttpOptions extends LoadLimits {
  /** All of a request must have arrived within this; milliseconds, default 120,000 (large uploads). */
  requestTimeoutMs?: number;
  /** The headers must have arrived within this; milliseconds, default 15,000. */
  headersTimeoutMs?: number;
  /** An idle connection is kept for this; milliseconds, default 72,000: longer than proxies keep theirs. */
  keepAliveTimeoutMs?: number;
  /** Request line and headers together; bytes, default 16,384. */
  maxHeaderBytes?: number;
  /** Open at once; default 4,000. Further ones are closed as they come. */
  maxConnections?: number;
}

const SOCKET_IDLE_MS = 75_000;
const MEDIA_TYPE = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

/** Fastify as all apps use it: raw bodies, strict targets, timeouts, a request id in every answer. */
export function createHttpAdapter(options: HttpOptions = {}): FastifyAdapter {
  const adapter = new FastifyAdapter({
    skipMiddie: true,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    connectionTimeout: SOCKET_IDLE_MS,
    keepAliveTimeout: options.keepAliveTimeoutMs ?? 72_000,
    requestTimeout: options.requestTimeoutMs ?? 120_000,
    http: {
      maxHeaderSize: options.maxHeaderBytes ?? 16_384,
      headersTimeout: options.headersTimeoutMs ?? 15_000,
      connectionsCheckingInterval: 1_000,
      // Node would answer without a problem document; `wrongHost` gives one.
      requireHostHeader: false,
    },
    // Ids of any length reach the handler, which says what is wrong with them.
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, maxParamLength: 16_384 },
    clientErrorHandler: answerClientError,
    frameworkErrors: refuseTarget,
  });
  const instance = adapter.getInstance<FastifyInstance>();
  prepare(instance, options);
  instance.server.maxConnections = options.maxConnections ?? 4_000;
  return adapter;
}

function prepare(instance: FastifyInstance, options: HttpOptions): void {
  trackMethods(instance);
  // Bodies are read, raw, by whoever authenticates the request.
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  instance.addHook('onRequest', (request, reply, done) => {
    const context = contextOf(request);
    void reply.header('X-Request-Id', context.requestId);
    neutraliseContentType(request);
    RequestContext.run(context, () => done(wrongHost(request) ?? emptySegment(request)));
  });
  shedLoad(instance, options);
  closeConnectionsWhenClosing(instance);
  // Node would answer 417 by itself to an expectation that it doesn't know.
  instance.server.on('checkExpectation', (request, response) =>
    instance.server.emit('request', request, response),
  );
}

/** HTTP/1.1 needs exactly one (RFC 9112, 3.2): two could mean different things to a proxy and to us. */
function wrongHost({ raw }: FastifyRequest): Problem | undefined {
  const hosts = raw.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length;
  const wrong = hosts > 1 || (raw.httpVersion === '1.1' && hosts === 0);
  return wrong
    ? new Problem('PARTNER_REQUEST_INVALID', { detail: 'The Host header is missing or repeated.' })
    : undefined;
}

/** The router lets a parameter be empty: `/customers/` would be a customer without an id. */
function emptySegment({ params }: FastifyRequest): Problem | undefined {
  const isEmpty = Object.values((params ?? {}) as Record<string, string>).includes('');
  return isEmpty ? new Problem('PARTNER_ROUTE_NOT_FOUND') : undefined;
}

/**
 * Fastify answers 415 to a media type that it can't parse before anybody is authenticated. It is shown
 * a harmless one instead; `request.raw.headers` keeps what was sent.
 */
function neutraliseContentType(request: FastifyRequest): void {
  const sent = request.raw.headers['content-type'];
  if (sent !== undefined && !MEDIA_TYPE.test(sent)) {
    request.headers = { 'content-type': 'application/octet-stream' };
  }
}

/** Without this, a connection that was busy when the shutdown began would be kept alive after its answer. */
function closeConnectionsWhenClosing(instance: FastifyInstance): void {
  let closing = false;
  instance.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  instance.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) {
      void reply.header('Connection', 'close');
    }
    done(null, payload);
  });
}

function refuseTarget(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const detail = 'The request target is not valid.';
  sendProblem(new Problem('PARTNER_REQUEST_INVALID', { detail }), request, reply);
}
