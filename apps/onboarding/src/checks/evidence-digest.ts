import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { SubmissionForm } from '../forms';

/** A file by the bytes it stands for. */
export interface DigestedFile {
  readonly fileAssetId: string;
  /** Lowercase hex. */
  readonly sha256: string;
}

/**
 * Lowercase hex SHA-256 over the RFC 8785 form of `{ files, submission }`, the files by their ids and
 * in their order: what consent and attestation are bound to.
 */
export function evidenceDigest(submission: SubmissionForm, files: readonly DigestedFile[]): string {
  const byId = new Map(files.map(({ fileAssetId, sha256 }) => [fileAssetId.toLowerCase(), sha256]));
  const sorted = [...byId]
    .map(([fileAssetId, sha256]) => ({ fileAssetId, sha256 }))
    .sort((one, other) => (one.fileAssetId < other.fileAssetId ? -1 : 1));
  const canonical = canonicalize({ submission, files: sorted });
  if (canonical === undefined) throw new Error('the evidence has no canonical form');
  return createHash('sha256').update(canonical, 'utf8').digest('hex');
}
