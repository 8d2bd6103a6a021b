import { TOPICS } from '@oceafin/contracts';
import {
  type CustomerEvent,
  foldStatuses,
  loadStatuses,
  saveStatuses,
} from '../../apps/customer/src/projections/customer-status';
import type { Client } from 'pg';

/** A table that is nothing but the fold of a topic. */
export interface Projection {
  readonly table: string;
  readonly topic: string;
  /** Folds a batch into `table`; events that it holds already change nothing. Gives the number of new ones. */
  apply(db: Client, table: string, values: readonly Buffer[]): Promise<number>;
}

export const PROJECTIONS = {
  'customer-status': {
    table: 'customer_statuses',
    topic: TOPICS.customer.name,
    apply: async (db, table, values) => {
      const events = values.map((value) => JSON.parse(value.toString('utf8')) as CustomerEvent);
      const rows = await loadStatuses(db, table, [...new Set(events.map(({ customerId }) => customerId))]);
      const count = foldStatuses(rows, events);
      if (count > 0) await saveStatuses(db, table, [...rows.values()]);
      return count;
    },
  },
} as const satisfies Record<string, Projection>;

export type ProjectionName = keyof typeof PROJECTIONS;
