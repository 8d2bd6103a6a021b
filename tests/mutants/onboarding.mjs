/** As `messaging.mjs`, in the onboarding app: how acts of operators elsewhere come into the one audit log. */
export const onboarding = [
  {
    name: 'an act is taken before it is chained',
    file: 'apps/onboarding/src/infrastructure/pg-told-acts.ts',
    find: 'await tx.query<[Taken[], number]>(TAKE)',
    replace: 'await this.db.query<[Taken[], number]>(TAKE)',
    specs: 'apps/onboarding/src/policies/log-acts',
    tier: 'int',
    test: 'dies',
  },
  {
    name: 'consumers wait in the line of the log',
    file: 'apps/onboarding/src/infrastructure/pg-told-acts.ts',
    find: "await tx.query('INSERT INTO told_acts (act) VALUES ($1)', [JSON.stringify(act)]);",
    replace: 'await this.audit.record(tx, act);',
    specs: 'apps/onboarding/src/policies/log-acts',
    tier: 'int',
    test: 'are taken in while the log is held',
  },
];
