import { join } from 'node:path';
import { seedOperators } from '../seed/operators';
import { seedPartners } from '../seed/partners';
import { databaseUrl, type Deployment, OPERATOR_AUDIENCE, OPERATOR_ISSUER } from './apps';
import { APPS, statePaths } from './layout';
import { writeAtomically } from './state/atomic-write';

/** Partners, operators and what `npm run partners`, `parked` and `files` read; whatever is there from an earlier start stays. */
export async function seed(deployment: Deployment): Promise<void> {
  const { partners, operators, state } = statePaths(deployment.root);
  const databaseUrlOfAccess = databaseUrl(deployment, 'partner_access', 'worker');
  const { accessKek } = deployment.secrets;
  await seedPartners(
    { databaseUrl: databaseUrlOfAccess, accessKek: Buffer.from(accessKek, 'base64'), actor: 'local-stack' },
    partners,
    `http://127.0.0.1:${deployment.ports.ingress}`,
  );
  await seedOperators({ folder: operators, issuer: OPERATOR_ISSUER, audience: OPERATOR_AUDIENCE });
  await writeAtomically(
    join(state, 'admin.env'),
    [
      `ACCESS_ADMIN_DATABASE_URL=${databaseUrlOfAccess}`,
      `ACCESS_KEK=${accessKek}`,
      ...APPS.map(
        (app) => `${app.toUpperCase()}_DATABASE_WORKER_URL=${databaseUrl(deployment, app, 'worker')}`,
      ),
      `STORAGE_DIR=${deployment.files}`,
      `STORAGE_KEK=${deployment.secrets.storageKek}`,
      '',
    ].join('\n'),
  );
}
