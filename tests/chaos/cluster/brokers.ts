import { join } from 'node:path';
import { freePort } from '../../../tools/local-stack/process/ports';
import { type KafkaOptions, newClusterId } from '../../../tools/local-stack/servers/kafka';
import type { Broker } from '../schedule/schedule';

/** A broker and its ports; clients are told the one of the proxy in front of it. */
export interface BrokerPlace {
  readonly name: Broker;
  readonly port: number;
  readonly advertisedPort: number;
  readonly controllerPort: number;
}

export interface BrokerFolders {
  readonly jars: string;
  /** Of the cluster. */
  readonly folder: string;
  readonly logs: string;
}

export const brokerPlaces = (names: readonly Broker[]): Promise<BrokerPlace[]> =>
  Promise.all(
    names.map(async (name) => ({
      ...{ name, port: await freePort() },
      ...{ advertisedPort: await freePort(), controllerPort: await freePort() },
    })),
  );

/** Where clients find them: through their proxies. */
export const addresses = (brokers: readonly BrokerPlace[]): string[] =>
  brokers.map(({ advertisedPort }) => `127.0.0.1:${advertisedPort}`);

/** How each is run: on its own, or as one of a quorum in which every broker is a controller too. */
export function brokerServers(
  brokers: readonly BrokerPlace[],
  { jars, folder, logs }: BrokerFolders,
): { readonly name: Broker; readonly options: KafkaOptions }[] {
  const clusterId = newClusterId();
  const controllerPorts = brokers.map(({ controllerPort }) => controllerPort);
  return brokers.map(({ name, ...ports }, index) => {
    const place = name.replace(' ', '-');
    const quorum = brokers.length > 1 ? { clusterId, nodeId: index + 1, controllerPorts } : undefined;
    const home = join(folder, place);
    return {
      name,
      options: { ...ports, jars, home, log: join(logs, `${place}.log`), pauseSeconds: 1, quorum },
    };
  });
}
