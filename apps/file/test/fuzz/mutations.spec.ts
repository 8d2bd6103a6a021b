import fc from 'fast-check';

/** One change to some bytes; places are shares of the length, so that it fits whatever went before. */
export type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly bits: number }
  | { readonly kind: 'write' | 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'remove' | 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'number'; readonly at: number; readonly value: string }
  | { readonly kind: 'cut'; readonly at: number };

const PLACES = 1_000_000;
const NUMBERS = ['0', '-1', '1', '65536', '2147483647', '2147483648', '4294967296', '99999999999999999999'];

/** What a careless or hostile writer does to a file; `words` mean something in its format. */
export function mutations(words: readonly string[]): fc.Arbitrary<Mutation[]> {
  // Unbiased: fast-check's own numbers prefer the ends, where a file is soon no file of its type any more.
  const at = fc.noBias(fc.integer({ min: 0, max: PLACES - 1 })).map((place) => place / PLACES);
  const bytes = fc.oneof(
    fc.constantFrom(...words).map((word) => Buffer.from(word, 'latin1')),
    fc.uint8Array({ minLength: 1, maxLength: 16 }),
  );
  const length = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4_096 }));
  const one: fc.Arbitrary<Mutation> = fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), at, bits: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ kind: fc.constantFrom('write' as const, 'insert' as const), at, bytes }),
    fc.record({ kind: fc.constantFrom('remove' as const, 'repeat' as const), at, length }),
    fc.record({ kind: fc.constant('number' as const), at, value: fc.constantFrom(...NUMBERS) }),
    fc.record({ kind: fc.constant('cut' as const), at }),
  );
  return fc.array(one, { minLength: 1, maxLength: 5 });
}

/** @param untouched bytes at the beginning that stay, so that the file is still taken for what it was */
export function mutated(original: Buffer, changes: readonly Mutation[], untouched = 0): Buffer {
  const head = original.subarray(0, untouched);
  return Buffer.concat([head, changes.reduce(change, original.subarray(untouched))]);
}

function change(bytes: Buffer, mutation: Mutation): Buffer {
  const at = Math.floor(mutation.at * bytes.length);
  const spliced = (from: number, to: number, inserted: Uint8Array): Buffer =>
    Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(to)]);
  switch (mutation.kind) {
    case 'flip':
      return spliced(at, at + 1, Buffer.from([(bytes[at] ?? 0) ^ mutation.bits]));
    case 'write':
      return spliced(at, at + mutation.bytes.length, mutation.bytes);
    case 'insert':
      return spliced(at, at, mutation.bytes);
    case 'remove':
      return spliced(at, at + mutation.length, Buffer.alloc(0));
    case 'repeat':
      return spliced(at, at, bytes.subarray(at, at + mutation.length));
    case 'cut':
      return bytes.subarray(0, at);
    case 'number': {
      const found = /\d+/.exec(bytes.toString('latin1', at, at + 4_096));
      if (!found) return bytes;
      const start = at + found.index;
      return spliced(start, start + found[0].length, Buffer.from(mutation.value));
    }
  }
}

/** `CASES=2000 SEED=7 npm run fuzz:files`; a failure prints the seed and the path (`CASE_PATH`) that bring it back. */
export const CASES = Number(process.env.CASES ?? 2_000);
export const runs = (share: number): fc.Parameters<unknown> => ({
  numRuns: Math.max(1, Math.round(CASES * share)),
  ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}),
  ...(process.env.CASE_PATH ? { path: process.env.CASE_PATH } : {}),
});
