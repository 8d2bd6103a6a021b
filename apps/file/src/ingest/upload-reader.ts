import type { BodyReader, ReadBody } from '@oceafin/partner-access';
import { Problem } from '@oceafin/platform';
import { createHash } from 'node:crypto';
import type { DocumentVault } from '../vault/document-vault';
import { FileStager, type StagedFile } from './file-stager';
import { MultipartParser, type PartHeaders } from './multipart-parser';
import type { StagedUpload } from './staged-upload';
import { UploadForm } from './upload-form';

/** What a body may have on top of its file: boundaries, part headers, the other parts. */
const FRAMING_BYTES = 64 * 1024;
const MAX_TEXT_BYTES = 256;
/** How much more of an over-long body is read, so that its sender gets to see the answer. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;
const MAX_DRAIN_MS = 10_000;

type Source = AsyncIterable<Buffer>;

/**
 * Reads a multipart upload in one pass: signed bytes → their hash → parts → file digest, head and encrypted staging.
 * Nothing is held whole, and nothing that is staged has an effect of its own.
 */
export class UploadReader implements BodyReader {
  readonly maxBytes: number;

  constructor(
    private readonly vault: DocumentVault,
    private readonly maxFileBytes: number,
  ) {
    this.maxBytes = maxFileBytes + FRAMING_BYTES;
  }

  read(request: { headers: { 'content-type'?: string } }, stream: Source): Promise<ReadBody> {
    return this.readBody(request.headers['content-type'], stream);
  }

  private async readBody(contentType: string | undefined, stream: Source): Promise<ReadBody> {
    const form = new UploadForm();
    const parser = new MultipartParser(contentType, this.partReader(form));
    const bodyHash = createHash('sha256');
    let received = 0;
    let drainUntil = Infinity;
    try {
      for await (const chunk of stream) {
        received += chunk.length;
        if (received <= this.maxBytes) {
          bodyHash.update(chunk);
          await parser.write(chunk);
          continue;
        }
        if (drainUntil === Infinity) drainUntil = performance.now() + MAX_DRAIN_MS;
        // Leaving the loop ends the connection, answered or not.
        if (received > this.maxBytes + MAX_DRAINED_BYTES || performance.now() > drainUntil) break;
      }
    } catch (error) {
      await this.abandon(parser, form);
      throw error;
    }
    if (received > this.maxBytes) {
      await this.abandon(parser, form);
      throw new Problem('PARTNER_PAYLOAD_TOO_LARGE', {
        detail: `The body is larger than ${this.maxBytes} bytes.`,
      });
    }
    await parser.end();
    return this.result(form, parser.problem, bodyHash.digest('hex'));
  }

  private partReader(form: UploadForm): (headers: PartHeaders, data: Source) => Promise<void> {
    let parts = 0;
    return async (headers, data) => {
      const index = parts++;
      const first = form.begin(headers.name);
      const { name, fileName, contentType } = headers;
      if (name === 'file' && first) {
        const file = await new FileStager(this.vault, this.maxFileBytes).stage(headers, data);
        form.setFile(file);
        form.print(index, name, fileName, contentType, file.sha256);
        return;
      }
      const { text, sha256 } = await readText(data);
      if (first && (name === 'documentType' || name === 'sha256')) form.setText(name, { text });
      form.print(index, name, fileName, contentType, sha256);
    };
  }

  private async abandon(parser: MultipartParser, form: UploadForm): Promise<void> {
    await parser.end();
    await form.file?.writer?.abort();
  }

  private async result(
    form: UploadForm,
    malformed: string | undefined,
    sha256Hex: string,
  ): Promise<ReadBody> {
    const { file } = form;
    let problem: Problem | undefined = malformed
      ? new Problem('PARTNER_REQUEST_INVALID', { detail: malformed })
      : form.problem(this.maxFileBytes);
    if (!problem) problem = await this.commit(file!);
    if (problem) await file?.writer?.abort();
    const upload: StagedUpload | undefined = problem
      ? undefined
      : {
          documentType: form.documentType,
          fileName: file!.fileName,
          contentType: file!.contentType!,
          sizeBytes: file!.sizeBytes,
          sha256: file!.sha256,
          objectName: file!.writer!.objectName,
          key: file!.writer!.key,
        };
    return {
      sha256Hex,
      fingerprint: form.fingerprint(),
      upload,
      problem,
      discard: async () => file?.writer?.abort(),
    };
  }

  private async commit(file: StagedFile): Promise<Problem | undefined> {
    try {
      if (file.failure === undefined) {
        await file.writer!.commit();
        return undefined;
      }
      return new Problem('PARTNER_PROCESSING_UNAVAILABLE', { cause: file.failure });
    } catch (cause) {
      return new Problem('PARTNER_PROCESSING_UNAVAILABLE', { cause });
    }
  }
}

async function readText(data: Source): Promise<{ text: string | undefined; sha256: string }> {
  const digest = createHash('sha256');
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of data) {
    digest.update(chunk);
    size += chunk.length;
    if (size <= MAX_TEXT_BYTES) kept.push(Buffer.from(chunk));
  }
  return {
    text: size <= MAX_TEXT_BYTES ? Buffer.concat(kept).toString('utf8') : undefined,
    sha256: digest.digest('hex'),
  };
}
