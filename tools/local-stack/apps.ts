import { join } from 'node:path';
import type { DatabaseName, Right } from '../database/databases';
import type { AppName } from './ingress/route';
import type { Ports } from './layout';
import { type GuardedProcess, type Spawned, spawnGuarded } from './process/guarded';
import { accepts } from './process/ports';
import { untilReady } from './process/wait';
import { postgresUrl } from './servers/postgres';
import type { Secrets } from './state/secrets';

export const OPERATOR_ISSUER = 'https://operators.oceafin.local';
export const OPERATOR_AUDIENCE = 'oceafin-operator-api';

/** What the processes of our own code are started with. */
export interface Deployment {
  readonly root: string;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly logs: string;
  readonly files: string;
  readonly jwksFile: string;
  readonly clamdUrl?: string;
  /** Added last to an instance's environment: what a test of this deployment does to it. */
  readonly addedEnv?: (app: AppName, instance: number) => NodeJS.ProcessEnv;
}

export function databaseUrl({ ports, secrets }: Deployment, database: DatabaseName, right: Right): string {
  const role = `${database}_${right}` as const;
  return postgresUrl(ports.postgres, secrets.roles[role], database, role);
}

/** Starts one instance of an app and waits until it says that it is ready. */
export async function startApp(
  deployment: Deployment,
  app: AppName,
  instance: number,
  spawned: Spawned,
): Promise<GuardedProcess> {
  const { root, logs, ports } = deployment;
  const port = ports.apps[app][instance] as number;
  const log = join(logs, `${app}${instance === 0 ? '' : `-${instance + 1}`}.log`);
  const main = join(root, 'dist/apps', app, 'src/main.js');
  const added = deployment.addedEnv?.(app, instance);
  const env = { ...inherited(), ...common(deployment, app, port), ...own(deployment, app), ...added };
  const instanceProcess = await spawnGuarded(process.execPath, ['--enable-source-maps', main], {
    ...{ cwd: root, env, log },
    graceSeconds: 25,
  });
  spawned(instanceProcess);
  await untilReady(app, instanceProcess, log, () => isReady(port));
  return instanceProcess;
}

export async function startIngress(
  deployment: Deployment,
  scratch: string,
  spawned: Spawned,
): Promise<GuardedProcess> {
  const { root, logs, ports } = deployment;
  const log = join(logs, 'ingress.log');
  const env = {
    ...inherited(),
    INGRESS_PORT: String(ports.ingress),
    ...Object.fromEntries(
      Object.entries(ports.apps).map(([app, list]) => [`${app.toUpperCase()}_PORTS`, list.join(',')]),
    ),
  };
  const main = join(root, 'dist/tools/local-stack/ingress/main.js');
  const ingress = await spawnGuarded(process.execPath, ['--enable-source-maps', main], {
    cwd: root,
    env,
    log,
    scratch,
  });
  spawned(ingress);
  await untilReady('ingress', ingress, log, () => accepts(ports.ingress));
  return ingress;
}

/** What a person set for this machine, and nothing that would change what the product does. */
function inherited(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_OPTIONS', 'LOG_LEVEL', 'LOG_PRETTY'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

function common(deployment: Deployment, app: AppName, port: number): NodeJS.ProcessEnv {
  const { ports, secrets, jwksFile } = deployment;
  return {
    MODE: 'sandbox',
    HOST: '127.0.0.1',
    PORT: String(port),
    KAFKA_BROKERS: `127.0.0.1:${ports.kafka}`,
    DATABASE_RUNTIME_URL: databaseUrl(deployment, app, 'runtime'),
    DATABASE_WORKER_URL: databaseUrl(deployment, app, 'worker'),
    ACCESS_DATABASE_URL: databaseUrl(deployment, 'partner_access', 'runtime'),
    ACCESS_KEK: secrets.accessKek,
    CURSOR_KEY: secrets.cursorKey,
    OPERATOR_ISSUER,
    OPERATOR_AUDIENCE,
    OPERATOR_JWKS_FILE: jwksFile,
  };
}

function own({ secrets, files, clamdUrl }: Deployment, app: AppName): NodeJS.ProcessEnv {
  switch (app) {
    case 'customer':
      return {};
    case 'file':
      return { STORAGE_DIR: files, STORAGE_KEK: secrets.storageKek, CLAMD_URL: clamdUrl };
    case 'onboarding':
      return { EVIDENCE_KEK: secrets.evidenceKek };
  }
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2_000) });
  return answer.ok;
}
