import { Logger, type INestApplicationContext } from '@nestjs/common';

const HARD_LIMIT_MS = 25_000;

/**
 * A fault that nobody handled leaves the process in an unknown state: it is logged without values, which
 * Node's own report would show, and the process ends, to be started again.
 */
export function exitOnUnhandledFaults(): void {
  const logger = new Logger('Process');
  const exit = (error: unknown) => {
    logger.fatal({ message: 'An unhandled fault; exiting', err: error });
    process.exit(1);
  };
  process.on('uncaughtException', exit);
  process.on('unhandledRejection', exit);
}

/**
 * On the first SIGTERM or SIGINT: stops accepting, lets requests and messages in work finish, runs
 * Nest's shutdown hooks and exits; after 25 s it exits whatever is left.
 */
export function closeOnSignals(app: INestApplicationContext): void {
  const logger = new Logger('Shutdown');
  let closing = false;
  const close = async (signal: NodeJS.Signals) => {
    if (closing) {
      return;
    }
    closing = true;
    logger.log({ message: 'Stopping', signal });
    setTimeout(() => {
      logger.error({ message: 'Not stopped in time; exiting with work undone', limitMs: HARD_LIMIT_MS });
      process.exit(1);
    }, HARD_LIMIT_MS).unref();
    try {
      await app.close();
      logger.log('Stopped');
      process.exit(0);
    } catch (error) {
      logger.error(error);
      process.exit(1);
    }
  };
  process.on('SIGTERM', (signal) => void close(signal));
  process.on('SIGINT', (signal) => void close(signal));
}
