import { type PartnerCredentials, SignedClient } from '@oceafin/testing';
import type { AcknowledgedCustomer } from '../load/acknowledged';
import type { Entry, Evidence, Metadata, ShownSubmission } from './evidence';
import { entryOf } from './read-log';
import { type Submission, shownSubmission } from './shown-submission';

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

interface Shown {
  readonly customerId: string;
  readonly status: string;
  readonly sequence: number;
  readonly displayName: string;
  readonly metadata: Metadata;
}

const AT_ONCE = 12;

/**
 * What the partner sees now: the list of all its customers, each one's timeline, and the last submission
 * that was acknowledged of each.
 */
export async function readApi(
  credentials: PartnerCredentials,
  acknowledged: readonly AcknowledgedCustomer[],
): Promise<Evidence['api']> {
  const client = new SignedClient({ ...credentials, retryForMs: 60_000 });
  const get = async <T>(path: string): Promise<T> => {
    const answer = await client.request({ method: 'GET', path });
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
    return answer.json<T>();
  };
  const pages = async <T>(path: string): Promise<T[]> => {
    const found: T[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = `limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: Page<T> = await get(`${path}?${query}`);
      found.push(...page.data);
      cursor = page.nextCursor;
    }
    return found;
  };
  const shown = await pages<Shown>('/customers');
  const timelines = new Map<string, Entry[]>();
  await someAtOnce(shown, async ({ customerId }) => {
    timelines.set(customerId, (await pages<Entry>(`/customers/${customerId}/timeline`)).map(entryOf));
  });
  const submissions = new Map<string, ShownSubmission>();
  await someAtOnce(acknowledged, async ({ customerId, files, submissions: told }) => {
    const last = told.at(-1);
    if (!last) return;
    const path = `/customers/${customerId}/onboarding/submissions/${last.submissionId}`;
    submissions.set(last.submissionId, shownSubmission(await get<Submission>(path), files));
  });
  const customers = new Map(shown.map((customer) => [customer.customerId, customer]));
  return { customers, timelines, submissions };
}

async function someAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
