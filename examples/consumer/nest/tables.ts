import { messagingSchemaSql } from '@oceafin/messaging';

/** What the consumer needs in its own database: its copy, and the library's tables for effects that happen once. */
export function tablesSql(role: string): string[] {
  return [
    ...messagingSchemaSql({ runtimeRole: role, workerRole: role }),
    `CREATE TABLE customer_mirror (
       customer_id uuid PRIMARY KEY,
       partner_customer_ref text NOT NULL,
       status text NOT NULL,
       sequence integer NOT NULL,
       events integer NOT NULL
     )`,
    `COMMENT ON COLUMN customer_mirror.events IS 'effects of events on this row: equals sequence, or one was lost or doubled'`,
    `GRANT SELECT, INSERT, UPDATE ON customer_mirror TO ${role}`,
  ];
}
