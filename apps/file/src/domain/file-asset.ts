import type { CustomerType, DocumentType, FileRejectionReason, FileStatus } from '@oceafin/contracts';
import type { ContentType } from './content-types';

/** What a scan says of stored bytes; links share it because they share the bytes. */
export type Verdict =
  | { readonly status: 'AVAILABLE'; readonly reason: null }
  | { readonly status: 'REJECTED'; readonly reason: FileRejectionReason };

/** A partner's document under one id: whose it is, what it shows, and which stored bytes it stands for. */
export interface FileAsset {
  readonly fileAssetId: string;
  readonly partnerId: string;
  /** null while the asset is linked to nobody. */
  readonly customerId: string | null;
  /** Internal: never leaves the app. */
  readonly objectName: string;
  readonly documentType: DocumentType;
  readonly fileName: string;
  readonly contentType: ContentType;
  readonly sizeBytes: number;
  /** Lowercase hex. */
  readonly sha256: string;
  readonly status: FileStatus;
  readonly reason: FileRejectionReason | null;
  readonly createdAt: Date;
}

/** Files that a customer may have at once; links and rejected ones count. */
export const FILE_QUOTA: Readonly<Record<CustomerType, number>> = { INDIVIDUAL: 100, CORPORATE: 1_000 };

/** Platform controls over a customer, as this app knows them. */
export type CustomerControl = 'NONE' | 'SUSPENDED' | 'CLOSED';
