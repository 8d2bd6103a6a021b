import type { FieldErrorCode } from '@oceafin/contracts';
import type { Rule } from './member';
import { textOf } from './text-pattern';

const CLEAN = new RegExp(textOf({}), 'u');
const CLEAN_LINES = new RegExp(textOf({ multiline: true }), 'u');

/** C0, DEL, C1 and halves of surrogate pairs. */
export function hasControlCharacters(text: string, allowLines = false): boolean {
  return !(allowLines ? CLEAN_LINES : CLEAN).test(text);
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) {
    count += 1;
  }
  return count;
}

/** A rule with one verdict about the whole value. */
export function test<T>(code: FieldErrorCode, ok: (value: T) => boolean, detail?: string): Rule {
  return (value: T) => (ok(value) ? [] : [{ path: '', code, detail }]);
}

/** The rules of an item, applied to each item of an array, with the item's index as path. */
export function forEachItem(rules: Rule[]): Rule {
  return (values: never[], context) =>
    values.flatMap((value, index) =>
      rules.flatMap((rule) =>
        rule(value, context).map((finding) => ({ ...finding, path: `/${index}${finding.path}` })),
      ),
    );
}

export function length(min: number, max: number): Rule[] {
  return [
    test<string>('TOO_SHORT', (text) => codePoints(text) >= min, `At least ${plural(min, 'character')}.`),
    test<string>('TOO_LONG', (text) => codePoints(text) <= max, `At most ${plural(max, 'character')}.`),
  ];
}

export function minItems(min: number): Rule {
  return test<unknown[]>('TOO_SHORT', (list) => list.length >= min, `At least ${plural(min, 'item')}.`);
}

/** Every repetition of an earlier item is a DUPLICATE at its own index. */
export const unique: Rule = (values: unknown[]) => {
  const seen = new Set<unknown>();
  return values.flatMap((value, index) => {
    const repeated = seen.has(value);
    seen.add(value);
    return repeated ? [{ path: `/${index}`, code: 'DUPLICATE' as const }] : [];
  });
};

export function noControls(allowLines = false): Rule {
  return test<string>(
    'INVALID_FORMAT',
    (text) => !hasControlCharacters(text, allowLines),
    'Control characters are not allowed.',
  );
}

export function matches(pattern: RegExp, detail?: string): Rule {
  return test<string>('INVALID_FORMAT', (text) => pattern.test(text), detail);
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
