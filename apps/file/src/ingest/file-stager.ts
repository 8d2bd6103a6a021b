import { createHash } from 'node:crypto';
import type { ContentType } from '../domain/content-types';
import { acceptedContentType } from '../domain/content-types';
import type { DocumentVault, DocumentWriter } from '../vault/document-vault';
import type { PartHeaders } from './multipart-parser';
import { HEAD_BYTES, recogniseHead } from './recognise';

/** What is known of the part `file` once it's read; the writer is there when its bytes were worth keeping. */
export interface StagedFile {
  readonly fileName: string | undefined;
  /** Undefined when the declared type isn't accepted. */
  readonly contentType: ContentType | undefined;
  /** What the first bytes are. */
  readonly recognised: ContentType | undefined;
  readonly sizeBytes: number;
  /** Lowercase hex. */
  readonly sha256: string;
  readonly tooLarge: boolean;
  readonly writer: DocumentWriter | undefined;
  /** The storage failed meanwhile. */
  readonly failure: unknown;
}

/** Reads one file part to its end: digest, size, head, and, while it's worth it, encryption into storage. */
export class FileStager {
  private readonly digest = createHash('sha256');
  private readonly head: Buffer[] = [];
  private headBytes = 0;
  private sizeBytes = 0;
  private tooLarge = false;
  private failure: unknown;
  private writer?: DocumentWriter;

  constructor(
    private readonly vault: DocumentVault,
    private readonly maxFileBytes: number,
  ) {}

  async stage(headers: PartHeaders, data: AsyncIterable<Buffer>): Promise<StagedFile> {
    const contentType = acceptedContentType(headers.contentType);
    for await (const chunk of data) {
      this.sizeBytes += chunk.length;
      this.digest.update(chunk);
      this.keepHead(chunk);
      if (this.sizeBytes > this.maxFileBytes) await this.drop();
      else if (contentType && !this.failure) await this.keep(chunk);
    }
    return {
      fileName: headers.fileName,
      contentType,
      recognised: await recogniseHead(Buffer.concat(this.head)),
      sizeBytes: this.sizeBytes,
      sha256: this.digest.digest('hex'),
      tooLarge: this.tooLarge,
      writer: this.writer,
      failure: this.failure,
    };
  }

  private keepHead(chunk: Buffer): void {
    if (this.headBytes >= HEAD_BYTES) return;
    const part = Buffer.from(chunk.subarray(0, HEAD_BYTES - this.headBytes));
    this.head.push(part);
    this.headBytes += part.length;
  }

  /** A failure is remembered, not thrown: the part has to be read to its end. */
  private async keep(chunk: Buffer): Promise<void> {
    try {
      this.writer ??= await this.vault.create();
      await this.writer.write(chunk);
    } catch (error) {
      this.failure = error;
      await this.abort();
    }
  }

  private async drop(): Promise<void> {
    this.tooLarge = true;
    await this.abort();
  }

  private async abort(): Promise<void> {
    await this.writer?.abort();
    this.writer = undefined;
  }
}
