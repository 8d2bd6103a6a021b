import type { Servers } from '../servers';

/** Lets the harness of the specs make its databases and topics on the servers of the benchmarks. */
export function harnessOn(servers: Servers): void {
  process.env.TEST_POSTGRES_URL = servers.url('postgres');
  process.env.TEST_KAFKA_BROKERS = servers.brokers.join(',');
}
