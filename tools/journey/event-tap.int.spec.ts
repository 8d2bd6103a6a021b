import { randomUUID } from 'node:crypto';
import { TOPICS } from '@oceafin/contracts';
import { eventually, testKafka, topicPrefix } from '@oceafin/testing';
import type { Producer } from 'kafkajs';
import { openEventTap } from './event-tap';
import type { EventLine } from './timeline';

describe('the event tap', () => {
  const prefix = topicPrefix();
  let producer: Producer;

  beforeAll(async () => {
    const { kafka, createTopics } = testKafka();
    await createTopics(prefix);
    producer = kafka.producer();
    await producer.connect();
  });

  afterAll(() => producer.disconnect());

  async function publish(customerId: string, sequence: number, id: string = randomUUID()): Promise<void> {
    const data = { eventId: id, eventType: 'customer.created', data: { sequence, status: 'DRAFT' } };
    const headers = { ce_id: id, ce_type: 'com.oceafin.partner.customer.created.v1' };
    const message = { key: customerId, value: JSON.stringify(data), headers };
    await producer.send({ topic: prefix + TOPICS.partner.name, messages: [message] });
  }

  it('shows what comes after its opening, of the customers that it follows, each event once', async () => {
    const [mine, foreign] = [randomUUID(), randomUUID()];
    await publish(mine, 1);
    const lines: EventLine[] = [];
    const tap = await openEventTap({
      brokers: testKafka().brokers,
      topicPrefix: prefix,
      clock: () => 7,
      show: (line) => lines.push(line),
    });
    const twice = randomUUID();
    await publish(mine, 3);
    await publish(mine, 2, twice);
    await publish(mine, 2, twice);
    await publish(foreign, 1);
    await eventually(() => expect(tap.publicEvents(foreign)).toHaveLength(1));
    await eventually(() => expect(tap.publicEvents(mine).map(({ data }) => data.sequence)).toEqual([2, 3]));
    expect(lines).toEqual([]);
    tap.follow(mine);
    await publish(mine, 4);
    await eventually(() => expect(lines.map(({ note }) => note)).toEqual(['#3', '#2', '#4']));
    expect(lines[0]).toMatchObject({ atMs: 7, topic: TOPICS.partner.name, event: 'customer.created' });
    await tap.close();
  });
});
