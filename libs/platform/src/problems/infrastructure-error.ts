import { types } from 'node:util';

/**
 * PostgreSQL conditions that pass by themselves: connection exceptions (08), insufficient resources
 * (53), operator intervention and timeouts (57), system errors (58), serialization and deadlock (40),
 * lock not available (55P03), read-only server during failover (25006).
 */
const TRANSIENT_SQLSTATE = /^(08|40|53|57|58)[0-9A-Z]{3}$|^55P03$|^25006$|^25P03$/;

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** pg and TypeORM report these with a message only. */
const DRIVER_MESSAGES =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|not queryable|client was closed|cannot use a pool after calling end|driver not connected|connection is not established/i;

const TYPEORM_NAMES = new Set([
  'ConnectionIsNotSetError',
  'CannotExecuteNotConnectedError',
  'DriverNotConnectedError',
  // TypeORM takes a lost connection from a transaction that is under way; its next statement finds it gone.
  'QueryRunnerAlreadyReleasedError',
  'QueryRunnerProviderAlreadyReleasedError',
]);

const MAX_CAUSES = 5;

/**
 * Whether the error means that a database or the network is away or overloaded, so that the same
 * attempt can succeed later. A failure of the data or of the code is never one.
 */
export function isInfrastructureError(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && isError(current); depth += 1) {
    if (isTransient(current)) {
      return true;
    }
    const wrapped = current as Error & { driverError?: unknown };
    current = wrapped.driverError ?? wrapped.cause;
  }
  return false;
}

function isTransient(error: Error): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (NETWORK_CODES.has(code) || TRANSIENT_SQLSTATE.test(code))) {
    return true;
  }
  const { errors } = error as { errors?: unknown };
  if (Array.isArray(errors) && errors.some((inner) => isError(inner) && isTransient(inner))) {
    return true;
  }
  return TYPEORM_NAMES.has(error.name) || DRIVER_MESSAGES.test(error.message);
}

/** Unlike `instanceof`, also true for errors of another realm (Node's own ones under a test runner). */
function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}
