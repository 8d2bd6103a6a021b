import { types } from 'node:util';

/** What a log may hold of an error: never parameters, rows or values. */
export interface SafeError {
  type: string;
  code?: string;
  message: string;
  stack?: string;
  cause?: SafeError;
}

const MAX_CAUSES = 4;

/** PostgreSQL's data exceptions and constraint violations quote the values they are about. */
const QUOTES_VALUES = /^(22|23|42)/;

export function safeError(error: unknown, depth = 0): SafeError {
  if (!types.isNativeError(error) && !(error instanceof Error)) {
    return { type: typeof error, message: 'not an Error' };
  }
  const { code, cause } = error as Error & { code?: unknown };
  const sqlState = typeof code === 'string' && code.length === 5 ? code : undefined;
  const message = sqlState && QUOTES_VALUES.test(sqlState) ? databaseMessage(error, sqlState) : error.message;
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    message,
    stack: framesOf(error.stack),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: safeError(cause, depth + 1) }),
  };
}

function databaseMessage(error: Error, sqlState: string): string {
  const { constraint, table } = error as { constraint?: string; table?: string };
  return ['database error', sqlState, table, constraint].filter(Boolean).join(' ');
}

/** The frames of a stack without its first lines, which repeat the message. */
export function framesOf(stack: string | undefined): string | undefined {
  return stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');
}
