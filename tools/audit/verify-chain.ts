import { brokenLink, GENESIS_HASH } from '@oceafin/operator-access';
import type { Client } from 'pg';
import { linesAfter } from './audit-lines';

/** What the chain of the audit log was found to be. */
export interface Verdict {
  readonly entries: number;
  /** Hash of the last entry: keep it elsewhere, and a log that was cut off at its end shows too. */
  readonly head: string;
  /** Id of the first entry that was changed, removed or put in between. */
  readonly brokenAt?: number;
}

/** Walks the whole log and hashes every entry anew. */
export async function verifyChain(client: Client): Promise<Verdict> {
  const { rows } = await client.query<{ audit_id: string; hash: string }>(
    'SELECT * FROM operator_audit_head',
  );
  const head = rows[0] ?? { audit_id: '0', hash: GENESIS_HASH };
  let last = { auditId: 0, hash: GENESIS_HASH };
  for (
    let links = await linesAfter(client, 0);
    links.length > 0;
    links = await linesAfter(client, last.auditId)
  ) {
    const brokenAt = brokenLink(links, last);
    if (brokenAt !== undefined) return { entries: brokenAt - 1, head: head.hash, brokenAt };
    last = links.at(-1)!;
  }
  const whole = last.auditId === Number(head.audit_id) && last.hash === head.hash;
  return { entries: last.auditId, head: head.hash, ...(whole ? {} : { brokenAt: last.auditId + 1 }) };
}
