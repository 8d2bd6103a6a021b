import type { DocumentType } from '@oceafin/contracts';
import type { ContentType } from '../domain/content-types';
import type { WrappedKey } from '../ports/key-service';

/** A complete, valid form: its file lies encrypted in storage, and becomes an asset when a transaction says so. */
export interface StagedUpload {
  readonly documentType: DocumentType;
  /** As it was sent. */
  readonly fileName: string | undefined;
  readonly contentType: ContentType;
  readonly sizeBytes: number;
  /** Lowercase hex. */
  readonly sha256: string;
  readonly objectName: string;
  readonly key: WrappedKey;
}
