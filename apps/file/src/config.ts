import { operatorAccessSettings } from '@oceafin/operator-access';
import { partnerAccessSettings } from '@oceafin/partner-access';
import {
  absolutePath,
  appSettings,
  type Config,
  ConfigError,
  integer,
  keyBytes,
  loadConfig,
  urlOf,
} from '@oceafin/platform';

const MEBIBYTE = 1024 * 1024;

const settings = {
  ...appSettings,
  ...partnerAccessSettings,
  ...operatorAccessSettings,
  STORAGE_DIR: absolutePath({ desc: 'directory that holds the encrypted files' }),
  STORAGE_KEK: keyBytes(32)({ desc: "key that files' data keys are wrapped with, 32 bytes in base64" }),
  STORAGE_KEK_PREVIOUS: keyBytes(32)({ default: undefined, desc: 'the key before a rotation' }),
  CLAMD_URL: urlOf('tcp:')({
    default: undefined,
    desc: 'tcp://host:port of clamd; only sandbox may go without',
  }),
  MAX_FILE_BYTES: integer(
    1,
    1024 * MEBIBYTE,
  )({ default: 20 * MEBIBYTE, desc: 'largest file that is accepted' }),
  SCAN_CONCURRENCY: integer(1, 64)({ default: 2, desc: 'files that one instance scans at a time' }),
  SCAN_SPARES: integer(
    0,
    64,
  )({ default: 1, desc: 'inspecting processes of each kind that are started ahead of need' }),
  SCAN_TIMEOUT_MS: integer(1_000)({ default: 60_000, desc: 'longest inspection of one file' }),
  SCAN_MEMORY_BYTES: integer(256 * MEBIBYTE)({
    default: 1_536 * MEBIBYTE,
    desc: 'memory that the inspection of one file may take',
  }),
};

export type FileConfig = Config<typeof settings>;

/** @throws ConfigError listing all that is wrong. */
export function fileConfig(env: NodeJS.ProcessEnv = process.env): FileConfig {
  const config = loadConfig(settings, env);
  if (config.MODE === 'live' && !config.CLAMD_URL) {
    throw new ConfigError(['CLAMD_URL is missing: in live no file is accepted without a malware scanner.']);
  }
  return config;
}
