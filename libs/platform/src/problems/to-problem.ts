import { HttpException } from '@nestjs/common';
import { PROBLEMS, type ProblemCode } from '@oceafin/contracts';
import type { FastifyRequest } from 'fastify';
import { allowedMethods } from '../http/allowed-methods';
import { isInfrastructureError } from './infrastructure-error';
import { Problem } from './problem';

const OPERATOR_PATH = /^\/operator(\/|\?|$)/;

/** Codes that have a namesake under the operator API. */
const OPERATOR_CODES: Partial<Record<ProblemCode, ProblemCode>> = {
  PARTNER_AUTH_FAILED: 'OPERATOR_AUTH_FAILED',
  PARTNER_SCOPE_DENIED: 'OPERATOR_ROLE_DENIED',
  PARTNER_REQUEST_INVALID: 'OPERATOR_REQUEST_INVALID',
  PARTNER_VALIDATION_FAILED: 'OPERATOR_VALIDATION_FAILED',
  PARTNER_ROUTE_NOT_FOUND: 'OPERATOR_RESOURCE_NOT_FOUND',
  PARTNER_CUSTOMER_NOT_FOUND: 'OPERATOR_RESOURCE_NOT_FOUND',
  PARTNER_RESOURCE_NOT_FOUND: 'OPERATOR_RESOURCE_NOT_FOUND',
  PARTNER_RESOURCE_STATE_INVALID: 'OPERATOR_STATE_INVALID',
};

/** What the framework raises, by HTTP status. */
const BY_STATUS: Record<number, ProblemCode> = {
  401: 'PARTNER_AUTH_FAILED',
  403: 'PARTNER_SCOPE_DENIED',
  404: 'PARTNER_ROUTE_NOT_FOUND',
  405: 'PARTNER_METHOD_NOT_ALLOWED',
  413: 'PARTNER_PAYLOAD_TOO_LARGE',
  415: 'PARTNER_MEDIA_TYPE_UNSUPPORTED',
  429: 'PARTNER_RATE_LIMITED',
  503: 'PARTNER_PROCESSING_UNAVAILABLE',
};

/** Maps whatever was thrown in the course of a request to the problem that the caller is told. */
export function toProblem(thrown: unknown, request: FastifyRequest): Problem {
  const problem = classify(thrown, request);
  const code = OPERATOR_PATH.test(request.raw.url ?? '') ? OPERATOR_CODES[problem.code] : undefined;
  return code ? renamed(problem, code) : problem;
}

function classify(thrown: unknown, request: FastifyRequest): Problem {
  if (thrown instanceof Problem) {
    return thrown;
  }
  if (request.raw.destroyed && !request.raw.complete) {
    return new Problem('PARTNER_REQUEST_INVALID', { detail: 'The request was cut off.', cause: thrown });
  }
  if (isInfrastructureError(thrown)) {
    return new Problem('PARTNER_PROCESSING_UNAVAILABLE', { cause: thrown });
  }
  const status = statusOf(thrown);
  // Fastify judges a QUERY's body before it says that there is no such route.
  if (status !== undefined && status < 500 && request.is404) {
    return notFound(request);
  }
  if (status === undefined || (status >= 500 && status !== 503)) {
    return new Problem('PARTNER_INTERNAL', { cause: thrown });
  }
  return new Problem(BY_STATUS[status] ?? 'PARTNER_REQUEST_INVALID', { cause: thrown });
}

function notFound(request: FastifyRequest): Problem {
  const methods = allowedMethods(request);
  return methods.length === 0
    ? new Problem('PARTNER_ROUTE_NOT_FOUND')
    : new Problem('PARTNER_METHOD_NOT_ALLOWED', {
        detail: `This route has ${methods.join(', ')}.`,
        headers: { Allow: methods.join(', ') },
      });
}

/** Status of Nest's and Fastify's own errors. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) {
    return thrown.getStatus();
  }
  const { statusCode, code } = (thrown ?? {}) as { statusCode?: unknown; code?: unknown };
  return typeof statusCode === 'number' && String(code).startsWith('FST_') ? statusCode : undefined;
}

/** A registry text belongs to its code; a detail of the raiser's own stays. */
function renamed(problem: Problem, code: ProblemCode): Problem {
  const { errors, headers, cause } = problem;
  const detail = problem.detail === PROBLEMS[problem.code].text ? PROBLEMS[code].text : problem.detail;
  return new Problem(code, { detail, errors, headers, cause });
}
