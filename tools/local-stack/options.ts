import { Command, InvalidArgumentError } from 'commander';

export interface StackOptions {
  /** How many of each app. */
  readonly instances: number;
  /** Whether missing system packages may be installed. */
  readonly install: boolean;
  /** Whether the visible journey runs once all is ready. */
  readonly journey: boolean;
  /** First of all ports; undefined keeps the well-known ones. */
  readonly portBase?: number;
}

const MOST_INSTANCES = 10;
const HIGHEST_BASE = 65_000;

export function readOptions(args: readonly string[], portBase = process.env.PORT_BASE): StackOptions {
  const command = new Command('npm start --')
    .description('Runs the whole stack on this machine. PORT_BASE=n moves all its ports to n and above.')
    .option('--instances <n>', 'of each app', wholeNumber(1, MOST_INSTANCES), 1)
    .option('--no-install', 'never install system packages')
    .option('--no-journey', 'do not run the visible journey')
    .parse([...args], { from: 'user' });
  const options = command.opts<Omit<StackOptions, 'portBase'>>();
  if (!portBase) return options;
  const base = Number(portBase);
  if (!Number.isInteger(base) || base < 1 || base > HIGHEST_BASE) {
    throw new Error(`PORT_BASE must be a whole number from 1 to ${HIGHEST_BASE}.`);
  }
  return { ...options, portBase: base };
}

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`a whole number from ${min} to ${max}.`);
  };
