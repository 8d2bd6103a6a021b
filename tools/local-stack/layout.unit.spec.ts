import { createServer } from 'node:net';
import { once } from 'node:events';
import { type Ports, portsFor, requireFreePorts } from './layout';
import { readOptions } from './options';
import { freePort } from './process/ports';

describe('options and ports', () => {
  it('uses the well-known ports unless told', () => {
    expect(portsFor(readOptions([], ''))).toEqual({
      ingress: 8080,
      kafka: 9092,
      postgres: 5433,
      kafkaController: 9093,
      clamd: 8084,
      apps: { customer: [8090], file: [8100], onboarding: [8110] },
    });
  });

  it('moves all of them with PORT_BASE, for every instance', () => {
    const ports = portsFor(readOptions(['--instances', '2'], '20000'));
    expect(ports).toEqual({
      ingress: 20000,
      kafka: 20001,
      postgres: 20002,
      kafkaController: 20003,
      clamd: 20004,
      apps: { customer: [20010, 20011], file: [20020, 20021], onboarding: [20030, 20031] },
    });
  });

  it.each(['abc', '0', '70000', '1.5'])('refuses PORT_BASE=%s', (base) => {
    expect(() => readOptions([], base)).toThrow('PORT_BASE must be a whole number from 1 to 65000.');
  });

  it('names the port that is taken and the way out', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const taken = (server.address() as { port: number }).port;
    const free = await freePort();
    const ports: Ports = {
      ...{ ingress: free, kafka: taken, postgres: free, kafkaController: free, clamd: free },
      apps: { customer: [free], file: [free], onboarding: [free] },
    };
    await expect(requireFreePorts(ports)).rejects.toThrow(
      `Port ${taken} (kafka) is taken: stop what listens there, or move all ports with PORT_BASE=18080 npm start.`,
    );
    setTimeout(() => server.close(), 300);
    await requireFreePorts(ports, 60_000);
  });
});
