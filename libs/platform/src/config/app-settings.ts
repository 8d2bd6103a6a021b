import { randomUUID } from 'node:crypto';
import { bool, host, str } from 'envalid';
import type { HttpOptions } from '../http/http-adapter';
import type { Config } from './load-config';
import { integer, list, postgresUrl } from './validators';

const MAX_PORT = 65_535;

/** The settings that every app has; spread them into the app's own `config.ts`. */
export const appSettings = {
  HOST: host({ default: '127.0.0.1', desc: 'address to listen on' }),
  PORT: integer(0, MAX_PORT)({ desc: 'port to listen on' }),
  MODE: str({ choices: ['sandbox', 'live'] as const, desc: 'sandbox or live' }),
  MAX_CONNECTIONS: integer(1)({ default: 4_000, desc: 'connections of this instance, busy or idle' }),
  MAX_CONCURRENT_REQUESTS: integer(1)({
    default: 1_000,
    desc: 'requests in work in this instance; further ones get 503',
  }),
  INSTANCE_ID: str({ default: randomUUID(), desc: 'name of this instance; random by default' }),
  LOG_LEVEL: str({
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const,
    default: 'info',
    desc: 'lowest level that is logged',
  }),
  LOG_PRETTY: bool({ default: false, desc: 'log lines for people instead of JSON' }),
  DATABASE_RUNTIME_URL: postgresUrl({ desc: 'postgres:// URL of the role of the request path' }),
  DATABASE_WORKER_URL: postgresUrl({ desc: 'postgres:// URL of the role of relay, consumers and jobs' }),
  ACCESS_DATABASE_URL: postgresUrl({ desc: 'postgres:// URL of the access database' }),
  KAFKA_BROKERS: list({ desc: 'brokers, host:port, comma-separated' }),
  TOPIC_PREFIX: str({ default: '', desc: 'put before every topic and group; for tests' }),
};

/** The part of the settings that `bootstrap` takes as `http`. */
export function httpOptions(
  config: Pick<Config<typeof appSettings>, 'MAX_CONNECTIONS' | 'MAX_CONCURRENT_REQUESTS'>,
): HttpOptions {
  return {
    maxConnections: config.MAX_CONNECTIONS,
    maxConcurrentRequests: config.MAX_CONCURRENT_REQUESTS,
  };
}
