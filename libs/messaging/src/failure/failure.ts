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

/** Connection failures, shutdowns and "too many connections" of PostgreSQL (SQLSTATE classes 08, 57P, 53). */
const INFRASTRUCTURE_SQLSTATE = /^(08|57P|53)/;
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
/** pg's pool and client tell these by message only. */
const LOST_CONNECTION =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|pool .*end|Cannot use a pool/i;

export function classifyFailure(error: unknown): FailureKind {
  if (error instanceof MessagePermanentError) return 'PERMANENT';
  if (error instanceof MessageTransientError) return 'TRANSIENT';
  return isInfrastructureFailure(error) ? 'INFRASTRUCTURE' : 'TRANSIENT';
}

/** Whether the error says that a server is out of reach, rather than that it refused what it was given. */
export function isInfrastructureFailure(error: unknown): boolean {
  const cause = error instanceof QueryFailedError ? (error.driverError as unknown) : error;
  if (!(cause instanceof Error)) return false;
  const code = (cause as { code?: unknown }).code;
  if (typeof code === 'string' && (NETWORK_CODES.has(code) || INFRASTRUCTURE_SQLSTATE.test(code)))
    return true;
  return LOST_CONNECTION.test(cause.message);
}

/** Class and stable code of an error, for parked messages and metrics; never its free text. */
export function describeFailure(error: unknown): { errorClass: string; errorCode: string } {
  const errorClass = error instanceof Error ? error.name : 'UnknownError';
  const code = (error as { code?: unknown } | undefined)?.code;
  return { errorClass, errorCode: typeof code === 'string' ? code : 'UNEXPECTED_ERROR' };
}
