/** Address of a server of this run, left in the environment by global setup. */
export function serverAddress(name: 'TEST_KAFKA_BROKERS' | 'TEST_POSTGRES_URL'): string {
  const address = process.env[name];
  if (!address) throw new Error(`${name} isn't set: only int and e2e specs have servers`);
  return address;
}
