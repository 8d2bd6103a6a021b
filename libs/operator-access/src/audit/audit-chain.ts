import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';

/** An entry as it is hashed: RFC 8785 makes its text unique. */
export interface AuditRow {
  readonly auditId: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly operator: string;
  readonly subject: string;
  readonly role: string;
  readonly action: string;
  readonly caseId: string | null;
  readonly customerId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The hash before the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

/** Lowercase hex SHA-256 over the hash of the entry before and this one's canonical JSON. */
export function chainedHash(previous: string, row: AuditRow): string {
  return createHash('sha256')
    .update(`${previous}\n${canonicalize(row)}`)
    .digest('hex');
}

/** Lowercase hex SHA-256 of a line that stands by itself. */
export const lineHash = (row: AuditRow): string => chainedHash(GENESIS_HASH, row);

/** The id of the first entry that was changed, removed or put in between; undefined when the chain is whole. */
export function brokenLink(
  entries: readonly (AuditRow & { readonly hash: string })[],
  from: { auditId: number; hash: string } = { auditId: 0, hash: GENESIS_HASH },
): number | undefined {
  let { auditId, hash: previous } = from;
  for (const { hash, ...row } of entries) {
    auditId += 1;
    if (row.auditId !== auditId || chainedHash(previous, row) !== hash) return row.auditId;
    previous = hash;
  }
  return undefined;
}
