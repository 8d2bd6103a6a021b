import type { FileRejectionReason } from '@oceafin/contracts';
import type { ContentType } from '../../src/domain/content-types';

export type Expected = 'AVAILABLE' | FileRejectionReason;

/** One document of the corpus: made when it's needed, and what must become of it. */
export interface CorpusFile {
  readonly name: string;
  /** What made it: a library, or `by hand` where no library would. */
  readonly producer: string;
  readonly contentType: ContentType;
  readonly expected: Expected;
  /** Other reasons that are as right, where two rules meet. */
  readonly orElse?: readonly Expected[];
  /** Needs a malware scanner. */
  readonly scanner?: boolean;
  readonly make: () => Buffer | Promise<Buffer>;
}

export const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
