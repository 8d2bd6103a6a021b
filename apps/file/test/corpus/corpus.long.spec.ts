import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { corpusPage, keptOf } from './corpus-page.spec';
import { HOSTILE_IMAGES } from './hostile-images.spec';
import { HOSTILE_PDFS } from './hostile-pdfs.spec';
import { isRight, Judge, judgeAll, type Judgement } from './judge.spec';
import { VALID_IMAGES } from './valid-images.spec';
import { VALID_PDFS } from './valid-pdfs.spec';

const PAGE = join(__dirname, '../../../../docs/files.md');
const HOSTILE = [...HOSTILE_PDFS, ...HOSTILE_IMAGES];
const VALID = [...VALID_PDFS, ...VALID_IMAGES];

describe('the corpus', () => {
  let judge: Judge;
  const judged: Judgement[] = [];
  beforeAll(async () => {
    judge = await Judge.open();
  }, 120_000);
  afterAll(() => judge?.close());

  const wrong = async (files: typeof HOSTILE): Promise<string[]> => {
    const judgements = await judgeAll(
      judge,
      files.filter((file) => Judge.hasScanner || !file.scanner),
    );
    judged.push(...judgements);
    return judgements
      .filter((judgement) => !isRight(judgement))
      .map(({ file, verdict }) => `${file.contentType} ${file.name}: ${verdict} instead of ${file.expected}`);
  };

  it('is large enough', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(50);
    expect(VALID.length).toBeGreaterThanOrEqual(200);
  });

  it('holds no hostile file that passes, and each is refused for the right reason', async () => {
    expect(await wrong(HOSTILE)).toEqual([]);
  }, 3_600_000);

  it('holds no valid file that is refused', async () => {
    expect(await wrong(VALID)).toEqual([]);
  }, 3_600_000);

  it('is written down', async () => {
    expect(judged.length).toBeGreaterThanOrEqual(250);
    await writeFile(PAGE, corpusPage(judged) + keptOf(await readFile(PAGE, 'utf8')));
  });
});
