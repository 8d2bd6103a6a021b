import { ratio } from 'fuzzball';

/** How alike two words must be to be the same one written otherwise, of 100. */
export const WORD_SCORE = 75;

/** Words this short are other words when one letter differs. */
const SHORT = 3;

/** How alike two words of Latin letters and digits are, of 100; 0 where that is below `WORD_SCORE` by their length. */
export function likeness(listed: string, word: string): number {
  if (listed === word) return 100;
  const [shorter, longer] = [Math.min(listed.length, word.length), Math.max(listed.length, word.length)];
  // Words of so different a length can't come to the score, whatever their letters.
  if (shorter <= SHORT || (200 * shorter) / (shorter + longer) < WORD_SCORE) return 0;
  return ratio(listed, word);
}

/** Which letters and digits are in a word, a bit for each; some of the 36 share one of the 32. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (const letter of word) letters |= 1 << (Number.parseInt(letter, 36) % 32);
  return letters;
}

/**
 * False where the words' letters alone keep them below `WORD_SCORE`, told in a fraction of the time. A letter that only
 * one of them has is an edit at least, and `ratio` rounds the share of the letters that no edit touches.
 */
export function mayBeAlike(letters: number, otherLetters: number, bothLengths: number): boolean {
  return 200 * bitsIn(letters ^ otherLetters) <= (201 - 2 * WORD_SCORE) * bothLengths;
}

function bitsIn(number: number): number {
  let bits = number - ((number >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
