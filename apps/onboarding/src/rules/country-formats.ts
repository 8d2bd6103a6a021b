import { isPostalCode } from 'class-validator';
import { isPossiblePhoneNumber } from 'libphonenumber-js/min';
import type { Address, ContactNumber } from '../forms';

/** Whether the number has a length that exists under its calling code. */
export function isPlausiblePhone({ countryCode, phoneNumber }: ContactNumber): boolean {
  return isPossiblePhoneNumber(countryCode + phoneNumber);
}

/** Whether the postcode has its country's format; countries without a known format have any. */
export function isPlausiblePostcode({ country, postcode }: Address): boolean {
  if (postcode === undefined) return true;
  try {
    return isPostalCode(postcode, country as Parameters<typeof isPostalCode>[1]);
  } catch {
    // The library throws for a country whose format it doesn't know.
    return true;
  }
}

/** Whether the check digits of a Legal Entity Identifier are right (ISO 17442, ISO 7064 MOD 97-10). */
export function hasLeiCheckDigits(lei: string): boolean {
  const digits = [...lei].map((character) => Number.parseInt(character, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}
