import { eventually } from '@oceafin/testing';
import type { Exit, GuardedProcess } from './process/guarded';
import { type Service, Supervisor } from './supervisor';

interface Fake {
  readonly service: Service;
  readonly spawned: { die(exit?: Exit): void; stops: number; pid: number }[];
  refusals: number;
}

const stopOrder: string[] = [];

function fake(title: string): Fake {
  const self: Fake = {
    spawned: [],
    refusals: 0,
    service: {
      title,
      start: async (spawned) => {
        if (self.refusals-- > 0) throw new Error(`${title} would not start`);
        let die: (exit?: Exit) => void = () => undefined;
        const exited = new Promise<Exit>((resolve) => {
          die = (exit = { code: null, signal: 'SIGKILL' }) => resolve(exit);
        });
        const entry = { die, stops: 0, pid: self.spawned.length + 1 };
        self.spawned.push(entry);
        const process: GuardedProcess = {
          pid: entry.pid,
          exited,
          stop: async () => {
            entry.stops++;
            stopOrder.push(title);
            die({ code: 0, signal: null });
            return exited;
          },
        };
        spawned(process);
        return process;
      },
    },
  };
  return self;
}

function supervisor(): { supervisor: Supervisor; said: string[]; pids: [string, number][] } {
  const said: string[] = [];
  const pids: [string, number][] = [];
  const events = {
    say: (line: string) => void said.push(line),
    spawned: ({ title }: Service, pid: number) => void pids.push([title, pid]),
  };
  return { supervisor: new Supervisor(events), said, pids };
}

describe('the supervisor', () => {
  beforeEach(() => stopOrder.splice(0));

  it('starts again what died, says so and tells the new pid', async () => {
    const { supervisor: it, said, pids } = supervisor();
    const app = fake('customer');
    await it.run(app.service);
    app.spawned[0]?.die();
    await eventually(() => expect(said).toHaveLength(2));
    expect(said).toEqual(['! customer ended (signal SIGKILL); starting it again', '✔ customer is back']);
    expect(pids).toEqual([
      ['customer', 1],
      ['customer', 2],
    ]);
    await it.stop(['customer']);
  });

  it('keeps trying while it cannot be started', async () => {
    const { supervisor: it, said } = supervisor();
    const app = fake('kafka');
    await it.run(app.service);
    app.refusals = 2;
    app.spawned[0]?.die({ code: 1, signal: null });
    await eventually(() => expect(said.at(-1)).toBe('✔ kafka is back'));
    expect(said.filter((line) => line.includes('would not start; trying again'))).toHaveLength(2);
    await it.stop(['kafka']);
  });

  it('fails the first start instead of trying on', async () => {
    const app = fake('postgres');
    app.refusals = 1;
    await expect(supervisor().supervisor.run(app.service)).rejects.toThrow('postgres would not start');
  });

  it('stops in the order it is told and starts nothing any more', async () => {
    const { supervisor: it, said } = supervisor();
    const services = ['ingress', 'customer', 'kafka'].map(fake);
    for (const { service } of services) await it.run(service);
    it.beginStop();
    services[1]?.spawned[0]?.die();
    for (const title of ['ingress', 'customer', 'kafka']) await it.stop([title]);
    expect(stopOrder).toEqual(['ingress', 'customer', 'kafka']);
    expect(said).toEqual([]);
    expect(services.map(({ spawned }) => spawned.length)).toEqual([1, 1, 1]);
    await expect(it.run(fake('late').service)).rejects.toThrow('stopping');
  });
});
