import { Client } from 'pg';
import type {
  CustomerRow,
  Evidence,
  FileRow,
  Head,
  HistoryEntry,
  Messaging,
  SubmissionRow,
} from './evidence';
import { groupedBy } from './compare';
import { factOf, type Telling } from './facts';

type App = 'customer' | 'file' | 'onboarding';
type UrlOf = (app: App) => string;
type Row<T extends string> = Record<T, string>;

/** What an app's database holds, read by the superuser in one snapshot. */
export async function inDatabase<T>(url: string, read: (db: Client) => Promise<T>): Promise<T> {
  const db = new Client({ connectionString: url });
  await db.connect();
  try {
    await db.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await read(db);
  } finally {
    await db.end();
  }
}

export function readMessaging(app: App, urlOf: UrlOf): Promise<Messaging> {
  return inDatabase(urlOf(app), async (db) => {
    const heads = async (sql: string): Promise<(Head & { consumer: string; code: string })[]> =>
      (await db.query<Head & { consumer: string; code: string }>(sql)).rows.map((row) => ({
        ...row,
        version: Number(row.version),
      }));
    return {
      app,
      outboxHeads: await heads('SELECT topic, key, version FROM outbox_heads'),
      outboxLeft: await heads('SELECT topic, key, version FROM outbox_messages'),
      inboxHeads: await heads('SELECT consumer, topic, key, version FROM inbox_heads'),
      parked: await heads('SELECT consumer, topic, key, version, error_code AS code FROM parked_messages'),
    };
  });
}

export function readCustomers(urlOf: UrlOf): Promise<Evidence['customer']> {
  return inDatabase(urlOf('customer'), async (db) => {
    const customers = await db.query<CustomerRow>(
      `SELECT customer_id AS "customerId", partner_customer_ref AS "partnerCustomerRef",
              display_name AS "displayName", metadata
         FROM customers`,
    );
    const entries = await db.query<HistoryRow>(
      `SELECT customer_id AS id, sequence, event_id, event_type, from_status, to_status, onboarding_status,
              payload -> 'data' AS data
         FROM customer_history ORDER BY customer_id, sequence`,
    );
    const statuses = await db.query<Row<'id' | 'status' | 'onboarding'> & { sequence: number }>(
      'SELECT customer_id AS id, status, onboarding_status AS onboarding, sequence FROM customer_statuses',
    );
    const histories = groupedBy(entries.rows, (row) => row.id);
    return {
      customers: customers.rows,
      histories: new Map([...histories].map(([id, rows]) => [id, rows.map(historyEntry)])),
      statuses: new Map(
        statuses.rows.map(({ id, status, onboarding, sequence }) => [
          id,
          { status, onboardingStatus: onboarding, sequence },
        ]),
      ),
    };
  });
}

interface HistoryRow {
  readonly id: string;
  readonly sequence: number;
  readonly event_id: string;
  readonly event_type: string;
  readonly from_status: string | null;
  readonly to_status: string | null;
  readonly onboarding_status: string;
  readonly data: Telling;
}

function historyEntry(row: HistoryRow): HistoryEntry {
  const { sequence, event_id: eventId, event_type: eventType, onboarding_status: onboardingStatus } = row;
  const fact = factOf(eventType, row.data, onboardingStatus);
  return { sequence, eventId, eventType, from: row.from_status, to: row.to_status, onboardingStatus, fact };
}

const filesById = (rows: readonly FileRow[]): Map<string, FileRow> =>
  new Map(rows.map((row) => [row.fileAssetId, row]));

export function readFiles(urlOf: UrlOf): Promise<Evidence['file']> {
  return inDatabase(urlOf('file'), async (db) => {
    const customers = await db.query<Row<'id' | 'control'>>(
      'SELECT customer_id AS id, control FROM customers',
    );
    const files = await db.query<FileRow>(
      `SELECT a.file_asset_id AS "fileAssetId", a.customer_id AS "customerId", o.sha256, o.status
         FROM file_assets a JOIN stored_objects o USING (object_name) WHERE a.deleted_at IS NULL`,
    );
    return {
      controls: new Map(customers.rows.map(({ id, control }) => [id, control])),
      files: filesById(files.rows),
    };
  });
}

export function readOnboarding(urlOf: UrlOf): Promise<Evidence['onboarding']> {
  return inDatabase(urlOf('onboarding'), async (db) => {
    const statuses = async (table: string): Promise<Map<string, string>> => {
      const { rows } = await db.query<Row<'id' | 'status'>>(`SELECT customer_id AS id, status FROM ${table}`);
      return new Map(rows.map(({ id, status }) => [id, status]));
    };
    const files = await db.query<FileRow>(
      'SELECT file_asset_id AS "fileAssetId", customer_id AS "customerId", sha256, status FROM file_assets',
    );
    const submissions = await db.query<SubmissionRow>(
      `SELECT customer_id AS "customerId", submission_id AS "submissionId", round, evidence_digest AS digest
         FROM submissions`,
    );
    const answers = await db.query<{ customerId: string; requirementId: string }>(
      'SELECT customer_id AS "customerId", requirement_id AS "requirementId" FROM answers',
    );
    const overdue = await db.query<Row<'id'>>(
      `SELECT c.customer_id AS id FROM case_timers t JOIN onboarding_cases c USING (case_id)
        WHERE t.due_at < clock_timestamp() - interval '5 s'`,
    );
    return {
      ...{ statuses: await statuses('customers'), caseStatuses: await statuses('onboarding_cases') },
      ...{
        files: filesById(files.rows),
        submissions: submissions.rows,
        answers: answers.rows,
        overdue: overdue.rows.map(({ id }) => id),
      },
    };
  });
}
