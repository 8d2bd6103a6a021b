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

/** A TypeORM migration class. */
export type MigrationClass = new () => object;

const sources: Record<DatabaseName, () => Promise<object>> = {
  customer: () => import('../../apps/customer/migrations/index'),
  file: () => import('../../apps/file/migrations/index'),
  onboarding: () => import('../../apps/onboarding/migrations/index'),
  partner_access: () => import('../../libs/partner-access/migrations/index'),
};

/** The migration classes of a database: every class its `migrations/index.ts` exports, alone or in a list. */
export async function migrationsOf(database: DatabaseName): Promise<MigrationClass[]> {
  const exported = Object.values(await sources[database]()).flat();
  return [...new Set(exported.filter((value): value is MigrationClass => typeof value === 'function'))];
}
