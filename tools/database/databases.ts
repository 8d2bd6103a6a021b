import type { MigrationInterface } from 'typeorm';

/** Every database of the product; each has three login roles, `<database>_<right>`. */
export const DATABASES = ['customer', 'file', 'onboarding', 'partner_access'] as const;
export type DatabaseName = (typeof DATABASES)[number];

/** owner: runs migrations, owns the tables. runtime: the HTTP path, one tenant at a time. worker: relay, consumers, jobs. */
export const RIGHTS = ['owner', 'runtime', 'worker'] as const;
export type Right = (typeof RIGHTS)[number];

export type RoleName = `${DatabaseName}_${Right}`;

export const ROLES: readonly RoleName[] = DATABASES.flatMap((database) =>
  RIGHTS.map((right): RoleName => `${database}_${right}`),
);

export type MigrationClass = new () => MigrationInterface;

// Loaded on demand: a spec or a command for one database needs only that app's migrations.
/* eslint-disable @typescript-eslint/no-require-imports */
const sources: Record<DatabaseName, () => unknown> = {
  customer: () => require('../../apps/customer/migrations') as unknown,
  file: () => require('../../apps/file/migrations') as unknown,
  onboarding: () => require('../../apps/onboarding/migrations') as unknown,
  partner_access: () => require('../../libs/partner-access/migrations') as unknown,
};
/* eslint-enable @typescript-eslint/no-require-imports */

/** The migration classes of a database: every class its `migrations/index.ts` exports, alone or in a list. */
export function migrationsOf(database: DatabaseName): MigrationClass[] {
  const exported = Object.values(sources[database]() as object).flat();
  return [...new Set(exported.filter((value): value is MigrationClass => typeof value === 'function'))];
}
