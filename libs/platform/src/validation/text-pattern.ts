/** What a text may hold. */
export interface TextShape {
  /** Tabs and line ends are allowed. */
  multiline?: boolean;
  /** At least one character is something else than blank. */
  filled?: boolean;
}

const LINES = '\\t\\n\\r';

/** What `String.prototype.trim` takes away, but control characters. */
const BLANK = ' \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';

/** Everything but control characters and halves of surrogate pairs. */
const CLEAN = ' -~\\u00a0-\\ud7ff\\ue000-\u{10ffff}';

/** Of that, what isn't blank. */
const FILLED =
  '!-~\\u00a1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff' +
  '\\u3001-\\ud7ff\\ue000-\\ufefe\\uff00-\u{10ffff}';

/**
 * The pattern of a whole text, for the flag `u`. Partners' validators run it, so it is written for any dialect: no
 * `\p`, no look-around, no escape above the BMP (its last character stands there as itself), and no part that could
 * match in two ways, which would let a long text take quadratic time.
 */
export function textOf({ multiline, filled }: TextShape): string {
  const lines = multiline ? LINES : '';
  return filled ? `^[${lines}${BLANK}]*[${FILLED}][${lines}${CLEAN}]*$` : `^[${lines}${CLEAN}]*$`;
}
