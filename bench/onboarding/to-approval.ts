import { performance } from 'node:perf_hooks';
import { CustomerApproved, CustomerSubmitted, ProcessingStarted } from '@oceafin/contracts';
import { RunningStack } from '../../tests/e2e/support/running-stack';
import type { NamedDocument } from '../../tools/journey/bodies';
import { median, ms, percentile, perSecond, rate, type Result } from '../measure';
import type { Servers } from '../servers';
import { FeedWatch, type Passage } from './feed-watch';
import { harnessOn } from './harness';
import { Partner } from './partner';

const MINUTE = 60_000;
const AT_ONCE = 8;
const WARM_UP = 20;
const HOPS = 2;
const GOAL = 3;
const APPROVED = 'com.oceafin.partner.customer.onboarding.approved.v1';

interface Measured {
  readonly partner: Partner;
  readonly feed: FeedWatch;
}

/** What a stack that keeps nobody waiting does; every part of it is measured on the same one. */
async function onStack<T>(servers: Servers, work: (measured: Measured) => Promise<T>): Promise<T> {
  harnessOn(servers);
  const stack = await RunningStack.start({ PROCESSING_MIN_MS: '0', LOG_LEVEL: 'error' });
  try {
    const feed = await FeedWatch.open(stack);
    try {
      const partner = new Partner(stack);
      for (let nth = 0; nth < WARM_UP; nth += 1) await linked({ partner, feed });
      return await work({ partner, feed });
    } finally {
      await feed.close();
    }
  } finally {
    await stack.stop();
  }
}

/**
 * From the answer to a submission until its approval is on the public feed, checks being instant and documents
 * scanned before, ÷ the two hops that this takes through Kafka (onboarding → customer → feed).
 */
export function toApproval(servers: Servers, approvals: number): Promise<Result[]> {
  return onStack(servers, async (measured) => {
    const times: number[] = [];
    const traces: Trace[] = [];
    const alone = performance.now();
    for (let nth = 0; nth < approvals; nth += 1) {
      const { answered, customerId, approved } = await linked(measured);
      times.push(approved.seen - answered);
      traces.push(await traceOf(measured.feed, customerId, answered));
    }
    const oneByOne = perSecond(approvals, (performance.now() - alone) / 1000);
    const hops = await measured.feed.bareHops(approvals);
    const atOnce = await rateOf(approvals, () => linked(measured));
    printTrace(traces);
    return [
      ratioTo(hops, times, 'p50', 0.5),
      ratioTo(hops, times, 'p99', 0.99),
      {
        what: `create → 2 links → submit → APPROVED, ${AT_ONCE} at once ÷ one after the other`,
        ours: decimals(atOnce),
        peer: decimals(oneByOne),
        ratio: atOnce / oneByOne,
      },
    ];
  });
}

/** Whole journeys, scans of their documents included. */
export function wholeJourneys(servers: Servers, journeys: number): Promise<Result[]> {
  return onStack(servers, async ({ partner, feed }) => {
    const whole = (): Promise<unknown> => approved({ partner, feed }, (id) => partner.upload(id));
    const oneByOne = await rateOf(journeys, whole, 1);
    const atOnce = await rateOf(journeys, whole);
    return [
      {
        what: `create → 2 uploads → scans → submit → APPROVED, ${AT_ONCE} at once ÷ one after the other`,
        ours: decimals(atOnce),
        peer: decimals(oneByOne),
        ratio: atOnce / oneByOne,
      },
    ];
  });
}

function ratioTo(hops: readonly number[], times: readonly number[], name: string, share: number): Result {
  const [ours, peer] = [percentile(times, share), HOPS * percentile(hops, share)];
  const what = `submit → APPROVED on the feed, ${name} ÷ ${HOPS} bare Kafka hops`;
  return { what, ours: ms(ours), peer: ms(peer), ratio: ours / peer, goal: { atMost: GOAL } };
}

const decimals = (value: number): string => (value < 10 ? `${value.toFixed(2)}/s` : rate(value));

interface Approval {
  readonly customerId: string;
  readonly answered: number;
  readonly approved: Passage;
}

function linked({ partner, feed }: Measured): Promise<Approval> {
  return approved({ partner, feed }, (id) => partner.link(id));
}

async function approved(
  { partner, feed }: Measured,
  documentsOf: (customerId: string) => Promise<NamedDocument[]>,
): Promise<Approval> {
  const customerId = await partner.create();
  await partner.submit(customerId, await documentsOf(customerId));
  const answered = Date.now();
  return { customerId, answered, approved: await feed.passage(customerId, APPROVED, MINUTE) };
}

async function rateOf(count: number, journey: () => Promise<unknown>, atOnce = AT_ONCE): Promise<number> {
  let left = count;
  const began = performance.now();
  const work = async (): Promise<void> => {
    while (left-- > 0) await journey();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return perSecond(count, (performance.now() - began) / 1000);
}

/** Milliseconds since the submission was answered, by what had happened then. */
type Trace = ReadonlyMap<string, number>;

const TRACED = [
  ['CustomerSubmitted', CustomerSubmitted.type],
  ['ProcessingStarted', ProcessingStarted.type],
  ['CustomerApproved', CustomerApproved.type],
  ['public approval', APPROVED],
] as const;

async function traceOf(feed: FeedWatch, customerId: string, answered: number): Promise<Trace> {
  const trace = new Map<string, number>();
  for (const [name, type] of TRACED) {
    const { appended, sent, seen } = await feed.passage(customerId, type, MINUTE);
    trace.set(`${name} appended`, appended - answered);
    trace.set(`${name} sent`, sent - answered);
    trace.set(`${name} read`, seen - answered);
  }
  return trace;
}

/** Where the time goes: medians, so the lines needn't add up to the last digit. */
function printTrace(traces: readonly Trace[]): void {
  console.log('median ms since the answer');
  for (const name of traces[0]?.keys() ?? []) {
    const at = median(traces.map((trace) => trace.get(name)!));
    console.log(`${String(at).padStart(6)}  ${name}`);
  }
  console.log();
}
