import type { CustomerType, FieldErrorCode } from '@oceafin/contracts';
import { tokensOf, valueAt, withValueAt } from '../../rules/json-place';
import { judgeForm } from '../judge-form';
import { fullKyb, fullKyc } from './full-forms';
import kyb from './kyb-submission.json';
import kyc from './kyc-submission.json';

/** What the specs of the forms share: bodies, how to change them, and what is said about them. */
export const EXAMPLES = { INDIVIDUAL: kyc, CORPORATE: kyb };
export const FULL = { INDIVIDUAL: fullKyc, CORPORATE: fullKyb };
export const TYPES = ['INDIVIDUAL', 'CORPORATE'] as const;

export const context = { clientId: 'client_acme_sandbox', now: new Date('2026-06-28T12:00:00Z') };

export function errorsOf(customerType: CustomerType, body: unknown): [string, FieldErrorCode][] {
  return judgeForm(customerType, body, context).errors.map(({ pointer, code }) => [pointer, code]);
}

/** Pointers to every member of the value, items of lists by their index. */
export function placesIn(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    `${at}/${name}`,
    ...placesIn(member, `${at}/${name}`),
  ]);
}

/** A copy of the document without the member or item at `pointer`. */
export function withoutAt<T>(document: T, pointer: string): T {
  const parent = pointer.slice(0, pointer.lastIndexOf('/'));
  const token = tokensOf(pointer).at(-1);
  const container = valueAt(document, parent);
  if (typeof container !== 'object' || container === null || token === undefined)
    throw new Error('there is nothing to take away');
  const rest = Array.isArray(container)
    ? container.toSpliced(Number(token), 1)
    : Object.fromEntries(Object.entries(container).filter(([name]) => name !== token));
  return withValueAt(document, parent, rest);
}
