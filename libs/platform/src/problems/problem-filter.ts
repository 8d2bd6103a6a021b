import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contextOf } from '../http/request-id';
import type { Problem } from './problem';
import { toProblem } from './to-problem';

/** Answers every failure of a request as `application/problem+json`. Register it globally. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') {
      throw thrown;
    }
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (isHealthReport(thrown, request)) {
      void reply.code(503).header('Retry-After', '1').send(thrown.getResponse());
      return;
    }
    const problem = toProblem(thrown, request);
    this.log(problem, request);
    sendProblem(problem, request, reply);
  }

  private log(problem: Problem, request: FastifyRequest): void {
    const route = request.routeOptions?.url ?? 'no route';
    if (problem.status >= 500 && problem.status !== 503) {
      this.logger.error({
        message: 'A request failed',
        code: problem.code,
        route,
        err: problem.cause ?? problem,
      });
    } else if (problem.status === 503) {
      this.logger.warn({
        message: 'A request could not be served',
        code: problem.code,
        route,
        err: problem.cause,
      });
    } else {
      this.logger.debug({ message: 'A request was refused', code: problem.code, route });
    }
  }
}

/** Writes the problem; does nothing when an answer has begun or the caller is gone. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const { requestId } = contextOf(request);
  // What a handler had set for its own answer doesn't belong to the problem.
  for (const name of ['content-length', 'content-encoding', 'content-disposition', 'etag']) {
    reply.removeHeader(name);
  }
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .header('X-Request-Id', requestId)
    .header('Content-Type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(problem.toBody(requestId))));
}

function isHealthReport(thrown: unknown, request: FastifyRequest): thrown is HttpException {
  return thrown instanceof HttpException && request.routeOptions?.url === '/health/ready';
}
