import { brokenLink, GENESIS_HASH, type AuditRow } from '@oceafin/operator-access';
import { Client } from 'pg';

type Link = AuditRow & { readonly hash: string };

/** What an app's audit log was found to be. */
export interface Verdict {
  readonly entries: number;
  /** Hash of the last entry: keep it elsewhere, and a log that was cut off at its end shows too. */
  readonly head: string;
  /** Id of the first entry that was changed, removed or put in between. */
  readonly brokenAt?: number;
}

const PAGE = `
  SELECT audit_id AS "auditId", at, operator, subject, role, action, case_id AS "caseId",
         customer_id AS "customerId", detail, hash
    FROM operator_audit WHERE audit_id > $1 ORDER BY audit_id LIMIT 1000`;

/** Walks the whole log and hashes every entry anew. */
export async function verifyChain(databaseUrl: string): Promise<Verdict> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // One snapshot: entries that are added meanwhile are not asked about.
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await walk(client);
  } finally {
    await client.end();
  }
}

async function walk(client: Client): Promise<Verdict> {
  const { rows } = await client.query<{ audit_id: string; hash: string }>(
    'SELECT * FROM operator_audit_head',
  );
  const head = rows[0] ?? { audit_id: '0', hash: GENESIS_HASH };
  let last = { auditId: 0, hash: GENESIS_HASH };
  for (let links = await page(client, 0); links.length > 0; links = await page(client, last.auditId)) {
    const brokenAt = brokenLink(links, last);
    if (brokenAt !== undefined) return { entries: brokenAt - 1, head: head.hash, brokenAt };
    last = links.at(-1)!;
  }
  const whole = last.auditId === Number(head.audit_id) && last.hash === head.hash;
  return { entries: last.auditId, head: head.hash, ...(whole ? {} : { brokenAt: last.auditId + 1 }) };
}

async function page(client: Client, after: number): Promise<Link[]> {
  const { rows } = await client.query<Omit<Link, 'auditId' | 'at'> & { auditId: string; at: Date }>(PAGE, [
    after,
  ]);
  return rows.map((row) => ({ ...row, auditId: Number(row.auditId), at: row.at.toISOString() }));
}
