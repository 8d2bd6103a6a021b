import type { CustomerStatus, CustomerType, OnboardingStatus, Retryability } from '@oceafin/contracts';

/** One row of `customer_statuses`; instants are RFC 3339. */
export interface StatusRow {
  readonly customerId: string;
  readonly partnerId: string;
  readonly partnerCustomerRef: string;
  readonly customerType: CustomerType;
  readonly status: CustomerStatus;
  readonly onboardingStatus: OnboardingStatus;
  readonly retryability: Retryability | null;
  readonly roundBeganIn: OnboardingStatus | null;
  readonly sequence: number;
  readonly createdAt: string;
  readonly statusChangedAt: string;
  readonly lastEntryAt: string;
}

/** Column, type and member of each. */
const COLUMNS = [
  ['customer_id', 'uuid', 'customerId'],
  ['partner_id', 'uuid', 'partnerId'],
  ['partner_customer_ref', 'text', 'partnerCustomerRef'],
  ['customer_type', 'text', 'customerType'],
  ['status', 'text', 'status'],
  ['onboarding_status', 'text', 'onboardingStatus'],
  ['retryability', 'text', 'retryability'],
  ['round_began_in', 'text', 'roundBeganIn'],
  ['sequence', 'integer', 'sequence'],
  ['created_at', 'timestamptz', 'createdAt'],
  ['status_changed_at', 'timestamptz', 'statusChangedAt'],
  ['last_entry_at', 'timestamptz', 'lastEntryAt'],
] as const satisfies readonly (readonly [string, string, keyof StatusRow])[];

interface Queryable {
  query<R>(sql: string, parameters: unknown[]): Promise<{ rows: R[] }>;
}

/** Rows of `table` that are there, by customer. `table` is an identifier, already quoted where it must be. */
export async function loadStatuses(
  db: Queryable,
  table: string,
  customerIds: readonly string[],
): Promise<Map<string, StatusRow>> {
  const { rows } = await db.query<Record<string, unknown>>(
    `SELECT ${COLUMNS.map(([column]) => column).join(', ')} FROM ${table} WHERE customer_id = ANY($1::uuid[])`,
    [customerIds],
  );
  return new Map(
    rows.map((row) => {
      const members = COLUMNS.map(([column, , member]) => [member, plain(row[column])]);
      return [String(row['customer_id']), Object.fromEntries(members)];
    }),
  );
}

export async function saveStatuses(db: Queryable, table: string, rows: readonly StatusRow[]): Promise<void> {
  const columns = COLUMNS.map(([column]) => column);
  await db.query(
    `INSERT INTO ${table} (${columns.join(', ')})
     SELECT * FROM unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
     ON CONFLICT (customer_id) DO UPDATE
        SET ${columns.map((column) => `${column} = EXCLUDED.${column}`).join(', ')}`,
    COLUMNS.map(([, , member]) => rows.map((row) => row[member])),
  );
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
