import { FILE_REJECTION_REASONS } from '@oceafin/contracts';
import fc from 'fast-check';
import { ChildProcessInspector } from '../../src/infrastructure/child-process-inspector';
import { compiledInspector } from '../compiled-inspector.spec';
import type { CorpusFile } from '../corpus/corpus-file.spec';
import { VALID_IMAGES } from '../corpus/valid-images.spec';
import { VALID_PDFS } from '../corpus/valid-pdfs.spec';
import { inPieces } from '../multipart.spec';
import { mutated, mutations, runs } from './mutations.spec';

const PDF_WORDS = [
  ...[
    'obj',
    'endobj',
    'stream\n',
    'endstream',
    'xref\n',
    'trailer',
    'startxref',
    '%%EOF',
    '%PDF-1.7',
    'null',
  ],
  ...['<<', '>>', '[', ']', '(', ')', '<', '>', '/', '%', '#', '\r', '\0', ' R', '0 0 R', '1 0 R', '3 0 R'],
  ...['[['.repeat(2_000), '<<'.repeat(2_000), '('.repeat(5_000), '/Kids [2 0 R]', '/Parent 3 0 R', '/Prev 0'],
  ...['/Type /ObjStm /N 9 /First 9', '/XRefStm 9', '/Size 99999999', '/Filter [/FlateDecode /LZWDecode]'],
  ...['/DecodeParms << /Predictor 12 /Columns 99999 >>', '/Length 4 0 R', '/Extends 5 0 R', '/Encrypt 1 0 R'],
];
const IMAGE_WORDS = ['\xff\xd8', '\xff\xd9', '\xff\xda', 'IEND', 'IDAT', 'ftyp', 'meta', '\xff\xff\xff\xff'];
/** Of memory and time as in production; beyond either is a verdict, dying isn't. */
const LIMITS = { timeoutMs: 60_000, maxMemoryBytes: 1_536 * 1024 * 1024 };
/** Longest beginning by which a type is told. */
const SIGNATURE_BYTES = 12;
/** Documents inspected at the same time. */
const AT_ONCE = 3;

const made = new Map<CorpusFile, Promise<Buffer>>();
const bytesOf = (file: CorpusFile): Promise<Buffer> => {
  const bytes = made.get(file) ?? Promise.resolve(file.make());
  made.set(file, bytes);
  return bytes;
};
const of = (files: readonly CorpusFile[], words: readonly string[]) =>
  fc.record({ file: fc.constantFrom(...files), changes: mutations(words) });
const document = fc.oneof(
  { weight: 3, arbitrary: of(VALID_PDFS, PDF_WORDS) },
  { weight: 1, arbitrary: of(VALID_IMAGES, IMAGE_WORDS) },
);

describe('mutated documents', () => {
  let compiled: ReturnType<typeof compiledInspector>;
  beforeAll(() => {
    compiled = compiledInspector();
  });
  afterAll(() => compiled.remove());

  it('come to a verdict without the inspection dying of them', async () => {
    const inspector = new ChildProcessInspector({ script: compiled.script, ...LIMITS, spares: AT_ONCE });
    const verdicts = new Map<string, number>();
    const inspect = async (documents: { file: CorpusFile; changes: Parameters<typeof mutated>[1] }[]) => {
      const findings = documents.map(async ({ file, changes }) => {
        const bytes = mutated(await bytesOf(file), changes, SIGNATURE_BYTES);
        return inspector.inspect(inPieces(bytes, 65_536), file.contentType);
      });
      for (const finding of await Promise.all(findings)) {
        const verdict = finding.clean ? 'clean' : finding.reason;
        expect(['clean', ...FILE_REJECTION_REASONS]).toContain(verdict);
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      }
    };
    const several = fc.array(document, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(fc.asyncProperty(several, inspect), { ...runs(1 / AT_ONCE), endOnFailure: true });
    console.log([...verdicts].map(([verdict, times]) => `${verdict} ×${times}`).join(', '));
  }, 3_600_000);
});
