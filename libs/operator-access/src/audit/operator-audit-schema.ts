/** Statements for a migration: the operators' audit log, which can only be added to, as one chain. */
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

/** Statements for a migration after `operatorAuditSchemaSql`: lines that stand by themselves, for `ActLog`. */
export function operatorLinesSchemaSql({ workerRole }: { workerRole: string }): string[] {
  return [
    // An act that is under way has its number first.
    `LOCK TABLE operator_audit_head IN ACCESS EXCLUSIVE MODE`,
    `CREATE SEQUENCE operator_audit_lines OWNED BY operator_audit.audit_id`,
    `SELECT setval('operator_audit_lines', audit_id + 1, false) FROM operator_audit_head`,
    `DROP TABLE operator_audit_head`,
    `GRANT USAGE ON SEQUENCE operator_audit_lines TO "${workerRole.replaceAll('"', '""')}"`,
  ];
}
