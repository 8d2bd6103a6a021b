import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem';

export interface LoadLimits {
  /** Requests in work at once; default 1,000. */
  maxConcurrentRequests?: number;
  /** Mean delay of the event loop over a second; milliseconds, default 1,000. */
  maxEventLoopDelayMs?: number;
  /** For so long must the delay have been above that; default 5,000: starting up and a busy machine cost a moment. */
  starvedForMs?: number;
}

/** Samples of the delay are a second apart: pressure that wasn't seen for longer than this is over. */
const PRESSURE_GAP_MS = 2_500;

/** Whoever watches the process must see it most of all when it is busy. */
const WATCHED = /^\/(health|metrics)(\/|\?|$)/;

/**
 * Refuses requests (503 with Retry-After) before anything is spent on them while the process has more in work than it
 * can answer in time: what was admitted goes on being answered, and a busy instance doesn't become a dead one.
 */
export function shedLoad(instance: FastifyInstance, limits: LoadLimits): void {
  const { maxConcurrentRequests = 1_000, maxEventLoopDelayMs = 1_000, starvedForMs = 5_000 } = limits;
  const lasts = lastingFor(starvedForMs);
  const admitted = new WeakSet<FastifyRequest>();
  let inWork = 0;
  instance.addHook('onRequest', (request, _reply, done) => {
    if (inWork >= maxConcurrentRequests && !isWatched(request)) return done(tooBusy());
    admitted.add(request);
    inWork += 1;
    done();
  });
  instance.addHook('onResponse', (request, _reply, done) => {
    if (admitted.has(request)) inWork -= 1;
    done();
  });
  void instance.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMs,
    pressureHandler: (request) => (isWatched(request) || !lasts() ? undefined : Promise.reject(tooBusy())),
  });
}

/** Called whenever pressure is seen; true once it has gone on for as long. */
function lastingFor(ms: number): () => boolean {
  let since = 0;
  let seen = -Infinity;
  return () => {
    const now = performance.now();
    if (now - seen > PRESSURE_GAP_MS) since = now;
    seen = now;
    return now - since >= ms;
  };
}

function isWatched({ raw }: FastifyRequest): boolean {
  return WATCHED.test(raw.url ?? '');
}

function tooBusy(): Problem {
  return new Problem('PARTNER_PROCESSING_UNAVAILABLE', {
    detail: 'The service is too busy at this moment; retry with the same key and body.',
  });
}
