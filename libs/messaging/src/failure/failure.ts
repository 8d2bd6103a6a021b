import { types } from 'node:util';
import { QueryFailedError } from 'typeorm';

/** The message can never be handled as it is; its key is parked at once. */
export class MessagePermanentError extends Error {
  override readonly name = 'MessagePermanentError';

  constructor(
    readonly code: string,
    message: string = code,
  ) {
    super(message);
  }
}

/** The message may be handled later; it is tried again in place before its key is parked. */
export class MessageTransientError extends Error {
  override readonly name = 'MessageTransientError';

  constructor(
    readonly code: string,
    message: string = code,
  ) {
    super(message);
  }
}

/**
 * - `INFRASTRUCTURE`: database or broker away; wait, however long, without using up tries.
 * - `TRANSIENT`: try again a few times.
 * - `PERMANENT`: park now.
 */
export type FailureKind = 'INFRASTRUCTURE' | 'TRANSIENT' | 'PERMANENT';

/** Connection failures, shutdowns, exhausted resources, system errors; a standby that was promoted elsewhere. */
const INFRASTRUCTURE_SQLSTATE = /^(08|57P|53|58)[0-9A-Z]+$|^25006$/;
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** pg's pool and client, and TypeORM whose connection was lost amid a transaction, tell these by message only. */
const LOST_CONNECTION =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|pool .*end|Cannot use a pool|already released|Driver not Connected|Connection is not established/i;
const MAX_CAUSES = 5;

export function classifyFailure(error: unknown): FailureKind {
  if (error instanceof MessagePermanentError) return 'PERMANENT';
  if (error instanceof MessageTransientError) return 'TRANSIENT';
  return isInfrastructureFailure(error) ? 'INFRASTRUCTURE' : 'TRANSIENT';
}

/** Whether the error says that a server is out of reach, rather than that it refused what it was given. */
export function isInfrastructureFailure(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && isError(current); depth += 1) {
    if (saysOutOfReach(current)) return true;
    current = current instanceof QueryFailedError ? current.driverError : current.cause;
  }
  return false;
}

/** Unlike `instanceof`, also true for errors of another realm. */
function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function saysOutOfReach(error: Error): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (NETWORK_CODES.has(code) || INFRASTRUCTURE_SQLSTATE.test(code)))
    return true;
  return LOST_CONNECTION.test(error.message);
}

/** Class and stable code of an error, for parked messages and metrics; never its free text. */
export function describeFailure(error: unknown): { errorClass: string; errorCode: string } {
  const errorClass = error instanceof Error ? error.name : 'UnknownError';
  const code = (error as { code?: unknown } | undefined)?.code;
  return { errorClass, errorCode: typeof code === 'string' ? code : 'UNEXPECTED_ERROR' };
}
