/** Statements for an app's first migration: the operators' audit log, which can only be added to. */
export function operatorAuditSchemaSql({ workerRole }: { workerRole: string }): string[] {
  const worker = `"${workerRole.replaceAll('"', '""')}"`;
  return [
    `CREATE TABLE operator_audit (
      audit_id bigint PRIMARY KEY,
      at timestamptz NOT NULL,
      operator text NOT NULL,
      subject text NOT NULL,
      role text NOT NULL,
      action text NOT NULL,
      case_id uuid,
      customer_id uuid,
      detail jsonb NOT NULL,
      hash text NOT NULL
    )`,
    `CREATE INDEX operator_audit_customer ON operator_audit (customer_id, audit_id)`,
    // One row: whoever adds an entry holds it, so that the chain has no forks.
    `CREATE TABLE operator_audit_head (
      only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
      audit_id bigint NOT NULL,
      hash text NOT NULL
    )`,
    `INSERT INTO operator_audit_head (audit_id, hash) VALUES (0, repeat('0', 64))`,
    `GRANT SELECT, INSERT ON operator_audit TO ${worker}`,
    `GRANT SELECT, UPDATE ON operator_audit_head TO ${worker}`,
  ];
}
