import { rebuild } from '../../tools/projections/rebuild';
import { type BenchServers, type LiveCustomers, liveCustomers } from './live-customers';

const EVENTS_A_CUSTOMER = 10;
const AT_ONCE = 10;
const GOAL = 5;

/** One line of the benchmarks' table. */
interface Result {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: number;
  readonly goal: { readonly atLeast: number };
}

/** How much faster the log is folded anew than the sequencer wrote it: what a lost table costs. */
export async function rebuildRate(servers: BenchServers, events: number): Promise<Result[]> {
  const customers = await liveCustomers(servers);
  try {
    const live = events / (await secondsOf(() => populate(customers, events / EVENTS_A_CUSTOMER)));
    // The relay brings the rest within the first round; what is measured begins with the whole log there.
    await rebuildOf(servers, customers, 'VERIFY');
    let equal = false;
    const seconds = await secondsOf(async () => {
      equal = (await rebuildOf(servers, customers, 'REBUILD')).isEqual;
    });
    if (!equal) throw new Error('The rebuilt table differs from the live one.');
    const rebuilt = events / seconds;
    return [
      {
        what: `rebuild of ${events} events, swap and comparison included ÷ live sequencing`,
        ours: rate(rebuilt),
        peer: rate(live),
        ratio: rebuilt / live,
        goal: { atLeast: GOAL },
      },
    ];
  } finally {
    await customers.stop();
  }
}

async function populate(customers: LiveCustomers, count: number): Promise<void> {
  let left = count;
  const work = async (): Promise<void> => {
    while (left-- > 0) await customers.live(EVENTS_A_CUSTOMER);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function rebuildOf(
  { brokers }: BenchServers,
  { ownerUrl: databaseUrl, topicPrefix }: LiveCustomers,
  mode: 'REBUILD' | 'VERIFY',
): ReturnType<typeof rebuild> {
  return rebuild({
    projection: 'customer-status',
    mode,
    databaseUrl,
    brokers,
    topicPrefix,
    fromScratch: true,
  });
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

const rate = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
