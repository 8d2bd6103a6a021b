import { DOCUMENT_TYPES, type DocumentType, type FieldError } from '@oceafin/contracts';
import { escapePointer, fieldError, Problem } from '@oceafin/platform';
import { createHash } from 'node:crypto';
import type { StagedFile } from './file-stager';

/** A part that isn't the file. */
export interface TextPart {
  /** Undefined when it was longer than any valid value. */
  readonly text: string | undefined;
}

/** What the parts of one body were, and what is wrong with them as a whole. */
export class UploadForm {
  private readonly counts = new Map<string, number>();
  private readonly prints: string[] = [];
  private documentTypePart?: TextPart;
  private sha256Part?: TextPart;
  private filePart?: StagedFile;

  /** Notes a part before it's read; returns whether it is the first of its name. */
  begin(name: string): boolean {
    const before = this.counts.get(name) ?? 0;
    this.counts.set(name, before + 1);
    return before === 0;
  }

  /** Notes what makes the part what it is, whatever the boundary around it. */
  print(index: number, ...features: (string | undefined)[]): void {
    this.prints[index] = JSON.stringify(features.map((feature) => feature ?? null));
  }

  setText(name: 'documentType' | 'sha256', part: TextPart): void {
    if (name === 'documentType') this.documentTypePart = part;
    else this.sha256Part = part;
  }

  setFile(file: StagedFile): void {
    this.filePart = file;
  }

  get file(): StagedFile | undefined {
    return this.filePart;
  }

  get documentType(): DocumentType {
    return this.documentTypePart!.text as DocumentType;
  }

  /** Equal for two bodies that carry the same parts, in whatever order. */
  fingerprint(): string {
    return createHash('sha256').update(this.prints.toSorted().join('\n')).digest('hex');
  }

  /** The problem to answer with, if any: media type before size before content. */
  problem(maxFileBytes: number): Problem | undefined {
    const { filePart } = this;
    if (filePart && !filePart.contentType) {
      return new Problem('PARTNER_MEDIA_TYPE_UNSUPPORTED', {
        detail: 'The declared Content-Type of the part "file" is not accepted.',
      });
    }
    if (filePart?.tooLarge) {
      return new Problem('PARTNER_PAYLOAD_TOO_LARGE', {
        detail: `The file is larger than ${maxFileBytes} bytes.`,
      });
    }
    const errors = [...this.shapeErrors(), ...this.valueErrors(), ...this.fileErrors()];
    return errors.length > 0 ? new Problem('PARTNER_VALIDATION_FAILED', { errors }) : undefined;
  }

  private shapeErrors(): FieldError[] {
    const errors: FieldError[] = [];
    for (const required of ['documentType', 'file']) {
      if (!this.counts.has(required)) errors.push(fieldError('REQUIRED', `/${required}`));
    }
    for (const [name, count] of this.counts) {
      const pointer = `/${escapePointer(name)}`;
      if (!['documentType', 'sha256', 'file'].includes(name))
        errors.push(fieldError('UNKNOWN_PROPERTY', pointer));
      else if (count > 1) errors.push(fieldError('DUPLICATE', pointer));
    }
    return errors;
  }

  private valueErrors(): FieldError[] {
    const errors: FieldError[] = [];
    const documentType = this.documentTypePart;
    if (documentType && !(DOCUMENT_TYPES as readonly (string | undefined)[]).includes(documentType.text)) {
      errors.push(fieldError('INVALID_VALUE', '/documentType'));
    }
    if (this.sha256Part && !/^[0-9a-f]{64}$/.test(this.sha256Part.text ?? '')) {
      errors.push(fieldError('INVALID_FORMAT', '/sha256'));
    }
    return errors;
  }

  private fileErrors(): FieldError[] {
    const { filePart, sha256Part } = this;
    if (!filePart) return [];
    if (filePart.sizeBytes === 0) return [fieldError('FILE_EMPTY', '/file')];
    const errors: FieldError[] = [];
    if (filePart.recognised !== filePart.contentType)
      errors.push(fieldError('FILE_CONTENT_MISMATCH', '/file'));
    const given = sha256Part?.text;
    if (given !== undefined && /^[0-9a-f]{64}$/.test(given) && given !== filePart.sha256) {
      errors.push(fieldError('FILE_DIGEST_MISMATCH', '/file'));
    }
    return errors;
  }
}
