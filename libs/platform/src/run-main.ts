import { ConfigError } from './config/load-config';
import { safeError } from './logging/safe-error';

/**
 * Runs a process's entry function. A configuration error is reported as it is and exits with 78 (a
 * restart won't help); any other failure exits with 1.
 */
export async function runMain(main: () => Promise<unknown>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(ConfigError.EXIT_CODE);
    }
    process.stderr.write(
      `${JSON.stringify({ level: 'fatal', message: 'Could not start', err: safeError(error) })}\n`,
    );
    process.exit(1);
  }
}
