import { type PartnerCredentials, SignedClient } from '@oceafin/testing';
import { entryOf } from './read-log';
import type { Entry, Evidence } from './evidence';

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

interface Shown {
  readonly customerId: string;
  readonly status: string;
  readonly sequence: number;
  readonly displayName: string;
}

const AT_ONCE = 12;

/** What the partner sees now: the list of all its customers, and each one's timeline. */
export async function readApi(credentials: PartnerCredentials): Promise<Evidence['api']> {
  const client = new SignedClient({ ...credentials, retryForMs: 60_000 });
  const pages = async <T>(path: string): Promise<T[]> => {
    const found: T[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = `limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const answer = await client.request({ method: 'GET', path: `${path}?${query}` });
      if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
      const page = answer.json<Page<T>>();
      found.push(...page.data);
      cursor = page.nextCursor;
    }
    return found;
  };
  const shown = await pages<Shown>('/customers');
  const timelines = new Map<string, Entry[]>();
  const left = shown.map(({ customerId }) => customerId);
  const reader = async (): Promise<void> => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      timelines.set(id, (await pages<Entry>(`/customers/${id}/timeline`)).map(entryOf));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return { customers: new Map(shown.map((customer) => [customer.customerId, customer])), timelines };
}
