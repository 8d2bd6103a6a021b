import { randomUUID } from 'node:crypto';
import { bool, host, str } from 'envalid';
import { integer, list, postgresUrl } from './validators';

const MAX_PORT = 65_535;

/** The settings that every app has; spread them into the app's own `config.ts`. */
export const appSettings = {
  HOST: host({ default: '127.0.0.1', desc: 'address to listen on' }),
  PORT: integer(0, MAX_PORT)({ desc: 'port to listen on' }),
  MODE: str({ choices: ['sandbox', 'live'] as const, desc: 'sandbox or live' }),
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
