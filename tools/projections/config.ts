import { existsSync, readFileSync } from 'node:fs';
import { list, loadConfig, postgresUrl, str } from '@oceafin/platform';

/** Where a running local stack says what this command line needs. */
const STACK_FILE = '.local/stack.json';

export interface ProjectionsConfig {
  readonly databaseUrl: string;
  readonly brokers: string[];
  readonly topicPrefix: string;
}

/** From the environment or else from the local stack's file. */
export function projectionsConfig(): ProjectionsConfig {
  const config = loadConfig(
    {
      CUSTOMER_DATABASE_OWNER_URL: postgresUrl({ desc: 'the customer database as its owner' }),
      KAFKA_BROKERS: list({ desc: 'host:port, comma-separated' }),
      TOPIC_PREFIX: str({ default: '' }),
    },
    { ...localStack(), ...process.env },
  );
  return {
    databaseUrl: config.CUSTOMER_DATABASE_OWNER_URL,
    brokers: config.KAFKA_BROKERS,
    topicPrefix: config.TOPIC_PREFIX,
  };
}

function localStack(): NodeJS.ProcessEnv {
  if (!existsSync(STACK_FILE)) return {};
  const stack = JSON.parse(readFileSync(STACK_FILE, 'utf8')) as {
    kafka: string;
    postgres: { customer: string };
  };
  return {
    CUSTOMER_DATABASE_OWNER_URL: stack.postgres.customer,
    KAFKA_BROKERS: stack.kafka.replace(/^\w+:\/\//, ''),
  };
}
