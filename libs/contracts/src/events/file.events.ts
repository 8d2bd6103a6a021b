import { Type } from '@sinclair/typebox';
import { appEvent, type EventData } from '../define-event';
import { goldenOperatorAct, operatorAct } from '../operator-act';
import { DOCUMENT_TYPES, FILE_REJECTION_REASONS, Instant, Sha256, Uuid, words } from '../vocabulary';

const CustomerIdOrNull = Type.Union([Uuid, Type.Null()], {
  description: 'null while the asset is linked to nobody',
});

const asset = {
  fileAssetId: Uuid,
  customerId: CustomerIdOrNull,
  partnerId: Uuid,
  documentType: words(DOCUMENT_TYPES),
  contentType: Type.String(),
  sizeBytes: Type.Integer({ minimum: 1 }),
  sha256: Sha256,
  at: Instant,
};

const goldenAsset = {
  fileAssetId: '6c9f4c0e-52d1-4a65-8c5e-7b4b9b1b0a01',
  customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11',
  partnerId: '0b9c5a52-7c0f-4f0a-9e63-51b7a4b1a001',
  documentType: 'PASSPORT' as const,
  contentType: 'application/pdf',
  sizeBytes: 48211,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  at: '2026-06-28T00:00:00.000Z',
};

export const FileReceived = appEvent('file', {
  name: 'FileReceived',
  version: 1,
  description: 'Bytes were stored under a new file asset; their scan is pending.',
  schema: Type.Object(asset, { additionalProperties: false }),
  golden: goldenAsset,
});
export type FileReceived = EventData<typeof FileReceived>;

export const FileLinked = appEvent('file', {
  name: 'FileLinked',
  version: 1,
  description:
    'An existing asset of the same partner was linked to a customer as a new asset on the same bytes.',
  schema: Type.Object(
    { ...asset, customerId: Uuid, sourceFileAssetId: Uuid, status: words(['PENDING_SCAN', 'AVAILABLE']) },
    { additionalProperties: false },
  ),
  golden: {
    ...goldenAsset,
    sourceFileAssetId: '6c9f4c0e-52d1-4a65-8c5e-7b4b9b1b0a02',
    status: 'AVAILABLE' as const,
  },
});
export type FileLinked = EventData<typeof FileLinked>;

export const FileAvailable = appEvent('file', {
  name: 'FileAvailable',
  version: 1,
  description: 'All of the bytes were scanned and found clean (also raised for a link to clean bytes).',
  schema: Type.Object(asset, { additionalProperties: false }),
  golden: goldenAsset,
});
export type FileAvailable = EventData<typeof FileAvailable>;

export const FileRejected = appEvent('file', {
  name: 'FileRejected',
  version: 1,
  description: 'The scan found a reason never to use these bytes.',
  schema: Type.Object({ ...asset, reason: words(FILE_REJECTION_REASONS) }, { additionalProperties: false }),
  golden: { ...goldenAsset, reason: 'FILE_CORRUPT' as const },
});
export type FileRejected = EventData<typeof FileRejected>;

export const FileDeleted = appEvent('file', {
  name: 'FileDeleted',
  version: 1,
  description: 'The partner deleted an asset that no submission names.',
  schema: Type.Object(
    { fileAssetId: Uuid, customerId: CustomerIdOrNull, partnerId: Uuid, at: Instant },
    { additionalProperties: false },
  ),
  golden: {
    fileAssetId: goldenAsset.fileAssetId,
    customerId: goldenAsset.customerId,
    partnerId: goldenAsset.partnerId,
    at: goldenAsset.at,
  },
});
export type FileDeleted = EventData<typeof FileDeleted>;

export const FileOperatorActed = appEvent('file', {
  name: 'OperatorActed',
  version: 1,
  description: 'An operator looked at the bytes; for the audit log.',
  schema: Type.Object({ ...operatorAct, fileAssetId: Uuid }, { additionalProperties: false }),
  golden: { ...goldenOperatorAct, action: 'file.view', fileAssetId: goldenAsset.fileAssetId },
});
export type FileOperatorActed = EventData<typeof FileOperatorActed>;

export const FILE_EVENTS = [
  FileReceived,
  FileLinked,
  FileAvailable,
  FileRejected,
  FileDeleted,
  FileOperatorActed,
] as const;
