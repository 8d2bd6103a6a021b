import { PRODUCTS, SCOPES } from '@oceafin/contracts';
import { InvalidArgumentError, Option } from 'commander';

/** A list of none of them. */
const NONE = 'none';

/** Required where a command changes what is there. */
export const scopesOption = (): Option =>
  new Option('--scopes <list>', `comma-separated of ${SCOPES.join(', ')}, or ${NONE}`).argParser(
    words(SCOPES),
  );

export const productsOption = (): Option =>
  new Option('--products <list>', `comma-separated of ${PRODUCTS.join(', ')}, or ${NONE}`).argParser(
    words(PRODUCTS),
  );

export interface CredentialOptions {
  envFile?: string;
  baseUrl: string;
}

/** How a secret is handed over. */
export const credentialOptions = (): Option[] => [
  new Option('--env-file <path>', 'write the credentials there instead of showing them'),
  new Option('--base-url <url>', 'goes into the credentials file').default('http://127.0.0.1:8080'),
];

export function hours(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('a number of hours, 0 or more.');
  return value;
}

function words<T extends string>(known: readonly T[]): (list: string) => T[] {
  return (list) => {
    if (list.trim() === NONE) return [];
    return list.split(',').map((word) => {
      const found = known.find((each) => each === word.trim());
      if (!found) throw new InvalidArgumentError(`${word.trim()} is none of ${known.join(', ')}.`);
      return found;
    });
  };
}
