import { ConfigError } from '@oceafin/platform';
import { fileConfig } from './config';

const key = Buffer.alloc(32, 1).toString('base64');
const settings = {
  PORT: '0',
  MODE: 'sandbox',
  DATABASE_RUNTIME_URL: 'postgres://a:b@127.0.0.1/file',
  DATABASE_WORKER_URL: 'postgres://a:b@127.0.0.1/file',
  ACCESS_DATABASE_URL: 'postgres://a:b@127.0.0.1/partner_access',
  ACCESS_KEK: key,
  CURSOR_KEY: key,
  KAFKA_BROKERS: '127.0.0.1:9092',
  OPERATOR_ISSUER: 'https://operators.test',
  OPERATOR_AUDIENCE: 'oceafin',
  OPERATOR_JWKS_FILE: '/jwks.json',
  STORAGE_DIR: '/storage',
  STORAGE_KEK: key,
};

describe('fileConfig', () => {
  it('lets a sandbox go without a malware scanner', () => {
    expect(fileConfig(settings).CLAMD_URL).toBeUndefined();
  });

  it('lets nothing go live without one', () => {
    expect(() => fileConfig({ ...settings, MODE: 'live' })).toThrow(ConfigError);
    expect(fileConfig({ ...settings, MODE: 'live', CLAMD_URL: 'tcp://127.0.0.1:3310' }).MODE).toBe('live');
  });

  it('takes keys of 32 bytes only', () => {
    expect(() => fileConfig({ ...settings, STORAGE_KEK: 'c2hvcnQ=' })).toThrow(/STORAGE_KEK/);
  });
});
