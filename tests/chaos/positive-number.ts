import { InvalidArgumentError } from 'commander';

/** The value of an option. @throws InvalidArgumentError when it isn't a number above 0 */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('a number above 0');
  return value;
}
