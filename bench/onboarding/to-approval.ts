import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpAnswer, SignedClient, untilAnswered } from '@oceafin/testing';
import { RunningStack } from '../../tests/e2e/support/running-stack';
import { type Body, exampleBody, withDocuments } from '../../tools/journey/bodies';
import { png } from '../../tools/journey/documents';
import { ms, percentile, rate, type Result } from '../measure';
import type { Servers } from '../servers';
import { harnessOn } from './harness';
import { FeedWatch } from './feed-watch';

const MINUTE = 60_000;
const AT_ONCE = 8;
const WARM_UP = 10;
const HOPS = 2;
const GOAL = 3;

/**
 * From the answer to a submission until its approval is on the public feed, checks being instant, ÷ the two
 * hops that this takes through Kafka (onboarding → customer → feed); then whole journeys in a row.
 */
export async function toApproval(servers: Servers, journeys: number): Promise<Result[]> {
  harnessOn(servers);
  const stack = await RunningStack.start({ PROCESSING_MIN_MS: '0', LOG_LEVEL: 'warn' });
  const feed = await FeedWatch.open(stack);
  try {
    const partner = new Partner(stack);
    for (let nth = 0; nth < WARM_UP; nth += 1) await approved(partner, feed);
    const times: number[] = [];
    for (let nth = 0; nth < journeys; nth += 1) times.push(await approved(partner, feed));
    const hops = await feed.bareHops(journeys);
    const perSecond = await rateOf(partner, feed, journeys);
    return [
      ...(
        [
          ['p50', 0.5],
          ['p99', 0.99],
        ] as const
      ).map(([name, share]) => {
        const [ours, peer] = [percentile(times, share), HOPS * percentile(hops, share)];
        const what = `submit → APPROVED on the feed, ${name} ÷ ${HOPS} bare Kafka hops`;
        return { what, ours: ms(ours), peer: ms(peer), ratio: ours / peer, goal: { atMost: GOAL } };
      }),
      {
        what: `journeys create → 2 files → submit → APPROVED, ${AT_ONCE} at once ÷ one after the other`,
        ours: rate2(perSecond),
        peer: rate2(1000 / percentile(feed.wholeJourneys, 0.5)),
        ratio: (perSecond * percentile(feed.wholeJourneys, 0.5)) / 1000,
      },
    ];
  } finally {
    await feed.close();
    await stack.stop();
  }
}

const rate2 = (value: number): string => (value < 10 ? `${value.toFixed(2)}/s` : rate(value));

/** Takes one customer to its approval; gives the milliseconds since the submission was answered. */
async function approved(partner: Partner, feed: FeedWatch): Promise<number> {
  const began = performance.now();
  const customerId = await partner.prepare();
  const seen = feed.seen(customerId, 'customer.onboarding.approved', MINUTE);
  await partner.submit(customerId);
  const answered = performance.now();
  const at = await seen;
  feed.wholeJourneys.push(at - began);
  return at - answered;
}

async function rateOf(partner: Partner, feed: FeedWatch, journeys: number): Promise<number> {
  let left = journeys;
  const began = performance.now();
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const customerId = await partner.prepare();
      const seen = feed.seen(customerId, 'customer.onboarding.approved', MINUTE);
      await partner.submit(customerId);
      await seen;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return journeys / ((performance.now() - began) / 1000);
}

/** What a partner does: creates, uploads, waits for the scans, submits. */
class Partner {
  private readonly client: SignedClient;
  private readonly bodies = new Map<string, Body>();

  constructor(stack: RunningStack) {
    this.client = new SignedClient(stack.partner);
  }

  async prepare(): Promise<string> {
    const created = await this.call('POST', '/customers', {
      ...{ partnerCustomerRef: randomUUID(), customerType: 'INDIVIDUAL', displayName: 'Jane Partner' },
    });
    const { customerId } = created.json<{ customerId: string }>();
    const types = ['PASSPORT', 'PROOF_OF_ADDRESS'];
    const documents = await Promise.all(types.map((type) => this.upload(customerId, type)));
    const example = exampleBody('kyc-submission', this.client.clientId);
    this.bodies.set(customerId, withDocuments(example, documents));
    return customerId;
  }

  async submit(customerId: string): Promise<void> {
    const body = this.bodies.get(customerId);
    this.bodies.delete(customerId);
    const answer = await this.call('POST', `/customers/${customerId}/onboarding`, body);
    if (answer.status !== 202) throw new Error(answer.text);
  }

  private async upload(customerId: string, documentType: string) {
    const path = `/customers/${customerId}/files`;
    const upload = { documentType, ...png('document.png') };
    const answer = await this.client.upload(path, upload, { idempotencyKey: randomUUID() });
    const { fileAssetId } = answer.json<{ fileAssetId: string }>();
    for (;;) {
      const { status } = (await this.call('GET', `${path}/${fileAssetId}`)).json<{ status: string }>();
      if (status === 'AVAILABLE') return { documentType, fileAssetId };
      await sleep(10);
    }
  }

  private call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<HttpAnswer> {
    const idempotencyKey = randomUUID();
    return untilAnswered(MINUTE, () => this.client.request({ method, path, body, idempotencyKey }));
  }
}
