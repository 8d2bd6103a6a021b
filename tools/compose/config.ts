import { integer, loadConfig, str } from '@oceafin/platform';
import type { PublishedPorts } from './stack-file';

export interface PrepareConfig {
  /** Where the services are to the machine outside the containers. */
  readonly ports: PublishedPorts;
  readonly operatorIssuer: string;
  readonly operatorAudience: string;
}

export function prepareConfig(env: NodeJS.ProcessEnv = process.env): PrepareConfig {
  const port = integer(1, 65_535);
  const config = loadConfig(
    {
      INGRESS_PORT: port({ default: 8080, desc: 'published port of the ingress' }),
      KAFKA_PORT: port({ default: 9092, desc: 'published port of Kafka' }),
      POSTGRES_PORT: port({ default: 5433, desc: 'published port of PostgreSQL' }),
      OPERATOR_ISSUER: str({ desc: 'issuer of operator tokens' }),
      OPERATOR_AUDIENCE: str({ desc: 'audience of operator tokens' }),
    },
    env,
  );
  return {
    ports: { ingress: config.INGRESS_PORT, kafka: config.KAFKA_PORT, postgres: config.POSTGRES_PORT },
    operatorIssuer: config.OPERATOR_ISSUER,
    operatorAudience: config.OPERATOR_AUDIENCE,
  };
}
