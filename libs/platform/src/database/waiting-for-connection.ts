import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** How many wait for a connection of this pool, all of which are in use. */
export function waitingForConnection(db: DataSource): number {
  return ((db.driver as PostgresDriver).master as Pool).waitingCount;
}
