import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger as Pino } from 'pino';
import pretty from 'pino-pretty';
import { RequestContext } from '../context/request-context';
import { framesOf, safeError } from './safe-error';

export interface LoggerOptions {
  /** Name of the app, in every line. */
  name: string;
  /** pino's levels, or `silent`. Default `info`. */
  level?: string;
  /** For people at a terminal; default JSON lines. */
  pretty?: boolean;
  /** Where JSON lines go; default standard output. */
  destination?: DestinationStream;
}

/** Second line of defence: nobody should log these at all. */
const REDACTED = [
  'authorization',
  'secret',
  'clientSecret',
  'password',
  'signature',
  'token',
  'headers.authorization',
  'headers.cookie',
  'headers["x-partner-signature"]',
].flatMap((path) => [path, path.startsWith('headers') ? `*.${path}` : `*.${path}`]);

/** Nest's own contexts that write a line per module and route at every start. */
const CHATTER = new Set<unknown>(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

type Fields = Record<string, unknown>;

/**
 * Nest's logger on pino. A message is a text, an Error, or an object of fields with a `message`; the
 * last string argument is the context, as Nest passes it. Lines carry the request's ids.
 */
export class AppLogger implements LoggerService {
  readonly pino: Pino;

  constructor(options: LoggerOptions) {
    const settings: pino.LoggerOptions = {
      level: options.level ?? 'info',
      base: { app: options.name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'message',
      // Made safe before they come here; pino's own serializer would add messages and stacks again.
      serializers: { err: (err: unknown) => err },
      redact: { paths: REDACTED, censor: '[redacted]' },
      mixin: () => ({ ...RequestContext.current() }),
    };
    this.pino = options.pretty
      ? pino(settings, pretty({ messageKey: 'message', singleLine: true, ignore: 'app', sync: true }))
      : pino(settings, options.destination ?? pino.destination({ sync: true }));
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(CHATTER.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: pino.Level, message: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) {
      return;
    }
    const error = [message, ...rest].find((part) => part instanceof Error);
    const texts = rest.filter((part) => typeof part === 'string');
    const stack = texts.find((text) => STACK.test(text));
    const context = texts.filter((text) => !STACK.test(text)).at(-1);
    const { text, fields } = split(message);
    this.pino[level](
      {
        ...(context && { context }),
        ...(stack && { stack: framesOf(stack) }),
        ...fields,
        ...(error && { err: safeError(error) }),
      },
      text,
    );
  }
}

/** Nest hands a stack over as a text. */
const STACK = /\n\s+at /;

function split(message: unknown): { text: string | undefined; fields: Fields } {
  if (message instanceof Error) {
    return { text: safeError(message).message, fields: {} };
  }
  if (typeof message === 'object' && message !== null) {
    const { message: text, err, ...fields } = message as Fields;
    return {
      text: typeof text === 'string' ? text : undefined,
      fields: err === undefined ? fields : { ...fields, err: safeError(err) },
    };
  }
  return { text: String(message), fields: {} };
}
