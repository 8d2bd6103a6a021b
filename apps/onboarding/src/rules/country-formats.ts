import { isPostalCode } from 'class-validator';
import { isPossiblePhoneNumber } from 'libphonenumber-js/min';
import type { Address, ContactNumber } from '../forms';

/** Whether the number has a length that exists under its calling code. */
export function isPlausiblePhone({ countryCode, phoneNumber }: ContactNumber): boolean {
  return isPossiblePhoneNumber(countryCode + phoneNumber.trim());
}

/** Whether the postcode has its country's format; countries without a known format have any. */
export function isPlausiblePostcode({ country, postcode }: Address): boolean {
  if (postcode === undefined) return true;
  try {
    return isPostalCode(postcode.trim(), country as Parameters<typeof isPostalCode>[1]);
  } catch {
    // The library throws for a country whose format it doesn't know.
    return true;
  }
}

const LEI = /^[0-9A-Z]{18}[0-9]{2}$/;

/** Whether it is formed as a Legal Entity Identifier and its check digits are right (ISO 17442, ISO 7064 MOD 97-10). */
export function isPlausibleLei(given: string): boolean {
  const lei = given.trim();
  if (!LEI.test(lei)) return false;
  const digits = [...lei].map((character) => Number.parseInt(character, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}
