import { latinWords } from '../rules';
import { lettersOf, likeness, mayBeAlike, WORD_SCORE } from './likeness';
import type { ScreeningList } from './screening-list';

/** How alike all words of a listed name together must be, of 100. */
const NAME_SCORE = 86;

export interface ListHit {
  readonly entryId: string;
  readonly score: number;
}

/** Whoever is looked up; another date of birth than an entry's tells them apart. */
export interface LookedUp {
  readonly names: readonly string[];
  readonly dateOfBirth?: string;
}

/** A word of the list, and the names that it is in: once for each time. */
interface ListedWord {
  readonly word: string;
  readonly letters: number;
  readonly names: number[];
}

interface ListedName {
  readonly entry: number;
  readonly words: number;
}

/** Called between words; may let others have the event loop. */
export type Pace = () => Promise<void>;

/**
 * A list, by its words: a list of a hundred thousand names has far fewer of them. A name is found where every word of
 * it is in the name looked up, whatever the order and whatever else is there.
 */
export class ScreeningIndex {
  private readonly words: ListedWord[] = [];
  private readonly names: ListedName[] = [];
  private readonly entries: ScreeningList['entries'];

  constructor(list: ScreeningList) {
    this.entries = list.entries;
    const numbers = new Map<string, number>();
    list.entries.forEach((entry, number) => {
      for (const name of entry.names) this.add(number, latinWords(name), numbers);
    });
  }

  /** Entries with a score high enough, in the order of the list. */
  async hits({ names, dateOfBirth }: LookedUp, pace: Pace): Promise<ListHit[]> {
    const best = new Map<number, number>();
    for (const name of names) {
      for (const [entry, score] of await this.scores(latinWords(name), pace)) {
        best.set(entry, Math.max(score, best.get(entry) ?? 0));
      }
    }
    return [...best]
      .filter(([, score]) => score >= NAME_SCORE)
      .toSorted(([a], [b]) => a - b)
      .map(([entry, score]) => ({ ...this.entries[entry]!, score }))
      .filter((hit) => !dateOfBirth || !hit.dateOfBirth || hit.dateOfBirth === dateOfBirth)
      .map(({ entryId, score }) => ({ entryId, score }));
  }

  private add(entry: number, words: readonly string[], numbers: Map<string, number>): void {
    if (words.length === 0) return;
    const name = this.names.push({ entry, words: words.length }) - 1;
    for (const word of words) {
      const number = numbers.get(word) ?? this.words.length;
      numbers.set(word, number);
      this.words[number] ??= { word, letters: lettersOf(word), names: [] };
      this.words[number].names.push(name);
    }
  }

  /** The score of every entry with a name all of whose words are there. */
  private async scores(words: readonly string[], pace: Pace): Promise<Map<number, number>> {
    const found = new Map<number, { words: number; sum: number }>();
    for (const [number, score] of await this.alike(words, pace)) {
      for (const name of this.words[number]!.names) {
        const so = found.get(name) ?? { words: 0, sum: 0 };
        found.set(name, { words: so.words + 1, sum: so.sum + score });
      }
      await pace();
    }
    const best = new Map<number, number>();
    for (const [name, so] of found) {
      const { entry, words: wanted } = this.names[name]!;
      if (so.words < wanted) continue;
      best.set(entry, Math.max(Math.round(so.sum / wanted), best.get(entry) ?? 0));
    }
    return best;
  }

  /** Words of the list that are alike to one of these, each with its best score. */
  private async alike(words: readonly string[], pace: Pace): Promise<Map<number, number>> {
    const best = new Map<number, number>();
    for (const word of new Set(words)) {
      const letters = lettersOf(word);
      this.words.forEach((listed, number) => {
        if (!mayBeAlike(letters, listed.letters, word.length + listed.word.length)) return;
        const score = likeness(listed.word, word);
        if (score >= WORD_SCORE && score > (best.get(number) ?? 0)) best.set(number, score);
      });
      await pace();
    }
    return best;
  }
}
