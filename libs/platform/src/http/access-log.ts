import type { FastifyInstance } from 'fastify';
import type { AppLogger } from '../logging/app-logger';
import type { HttpMetrics } from '../metrics/metrics.module';
import { contextOf } from './request-id';

/** Asked every few seconds by machines. */
const QUIET = /^\/(health|metrics)(\/|$)/;

/** One line and one measurement per request: the route's pattern, never the target with its values. */
export function logAccess(instance: FastifyInstance, logger: AppLogger, metrics: HttpMetrics): void {
  instance.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'no route' : (request.routeOptions.url ?? 'no route');
    const method = instance.supportedMethods.includes(request.method) ? request.method : 'OTHER';
    // Nobody received an answer.
    const status = reply.raw.writableFinished ? reply.statusCode : 'aborted';
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    logger.pino[QUIET.test(route) ? 'debug' : 'info'](
      { context: 'Access', method, route, status, ms, ...contextOf(request) },
      'request',
    );
    metrics.observe(method, route, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
}
