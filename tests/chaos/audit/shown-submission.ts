import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ShownSubmission } from './evidence';

/** What `GET …/onboarding/submissions/{submissionId}` answers. */
export interface Submission {
  readonly evidenceDigest: string;
  readonly submission: { readonly supportingDocuments: readonly { readonly fileAssetId: string }[] };
}

/** @param files as the partner sent them: the digest must be over those bytes and no others */
export function shownSubmission(
  { evidenceDigest, submission }: Submission,
  files: readonly { readonly fileAssetId: string; readonly sha256: string }[],
): ShownSubmission {
  const fileAssetIds = submission.supportingDocuments.map((document) => document.fileAssetId);
  const sent = new Map(files.map(({ fileAssetId, sha256 }) => [fileAssetId, sha256]));
  const named = [...new Set(fileAssetIds)]
    .sort()
    .map((fileAssetId) => ({ fileAssetId, sha256: sent.get(fileAssetId) }));
  const canonical = String(canonicalize({ files: named, submission }));
  return {
    evidenceDigest,
    computed: createHash('sha256').update(canonical, 'utf8').digest('hex'),
    fileAssetIds,
  };
}
