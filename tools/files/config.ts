import { absolutePath, keyBytes, loadConfig, postgresUrl } from '@oceafin/platform';
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';

/** Where a running local stack leaves what this command line needs. */
const LOCAL_SETTINGS = '.local/admin.env';

/** The file app's own settings, from the environment or else from the local stack's file. */
export function filesConfig() {
  const { FILE_DATABASE_WORKER_URL: url, FILE_DATABASE_WORKER_URL_FILE: file } = process.env;
  if (!url && !file && existsSync(LOCAL_SETTINGS)) loadEnvFile(LOCAL_SETTINGS);
  return loadConfig(
    {
      FILE_DATABASE_WORKER_URL: postgresUrl({ desc: "the file app's database as file_worker" }),
      STORAGE_DIR: absolutePath({
        desc: 'directory that holds the encrypted files (of docker compose: `docker compose exec file node dist/tools/files/main.js …`)',
      }),
      STORAGE_KEK: keyBytes(32)({ desc: "key that files' data keys are wrapped with, 32 bytes in base64" }),
      STORAGE_KEK_PREVIOUS: keyBytes(32)({ default: undefined, desc: 'the key before a rotation' }),
    },
    process.env,
  );
}
