import type { CorpusFile } from './corpus-file.spec';
import { HOSTILE_IMAGES } from './hostile-images.spec';
import { HOSTILE_PDFS } from './hostile-pdfs.spec';
import { isRight, Judge, judgeAll } from './judge.spec';
import { VALID_IMAGES } from './valid-images.spec';
import { VALID_PDFS } from './valid-pdfs.spec';

/** One in so many; the whole corpus is `npm run corpus`. */
const EVERY = 23;

describe('a sample of the corpus', () => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await Judge.open();
  }, 120_000);
  afterAll(() => judge?.close());

  it('is judged right', async () => {
    const all: CorpusFile[] = [...HOSTILE_PDFS, ...HOSTILE_IMAGES, ...VALID_PDFS, ...VALID_IMAGES];
    const sample = all.filter((file, index) => index % EVERY === 0 && (Judge.hasScanner || !file.scanner));
    const wrong = (await judgeAll(judge, sample)).filter((judgement) => !isRight(judgement));
    expect(wrong.map(({ file, verdict }) => `${file.name}: ${verdict} instead of ${file.expected}`)).toEqual(
      [],
    );
  }, 300_000);
});
