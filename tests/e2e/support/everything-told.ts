import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { TOPICS } from '@oceafin/contracts';
import { eventually } from '@oceafin/testing';
import type { RunningStack } from './running-stack';
import { APPS } from './apps';

export interface Told {
  /** A topic, or `log of …`, `metrics of …`. */
  readonly where: string;
  readonly text: string;
}

/** Everything that the stack has told others than its partners: all records of all topics, logs and metrics of every app. */
export async function everythingTold(stack: RunningStack): Promise<Told[]> {
  const metrics = APPS.map(async (app) => {
    const answer = await fetch(`http://127.0.0.1:${stack.app(app).port}/metrics`);
    return { where: `metrics of ${app}`, text: await answer.text() };
  });
  const logs = APPS.map((app) => ({
    where: `log of ${app}`,
    text: readFileSync(stack.app(app).log, 'utf8'),
  }));
  return [...(await records(stack)), ...logs, ...(await Promise.all(metrics))];
}

async function records({ brokers, topicPrefix }: RunningStack): Promise<Told[]> {
  const kafka = new Kafka({ brokers: [...brokers], clientId: 'e2e', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const consumer = kafka.consumer({ groupId: `e2e.${randomUUID()}`, maxWaitTimeInMs: 50 });
  const told: Told[] = [];
  try {
    await Promise.all([admin.connect(), consumer.connect()]);
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(topicPrefix));
    const unread = await endsOf(admin, topics);
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      eachBatch: ({ batch }) => {
        const { topic, partition, messages } = batch;
        for (const { key, value, headers = {} } of messages) {
          const named = Object.entries(headers).map(([name, header]) => `${name}: ${String(header)}`);
          told.push({ where: topic, text: [String(key), ...named, String(value)].join('\n') });
        }
        const place = `${topic}/${partition}`;
        if (Number(batch.lastOffset()) >= (unread.get(place) ?? 0)) unread.delete(place);
        return Promise.resolve();
      },
    });
    await eventually(() => expect([...unread.keys()]).toEqual([]), { timeoutMs: 120_000 });
    return told;
  } finally {
    await Promise.all([admin.disconnect(), consumer.disconnect()]);
  }
}

/** The last record of every partition that has any, by `<topic>/<partition>`. */
async function endsOf(admin: Admin, topics: readonly string[]): Promise<Map<string, number>> {
  const ends = new Map<string, number>();
  for (const topic of topics) {
    // A transaction ends in a marker that is no record.
    const markers = topic.endsWith(TOPICS.customerState.name) ? 1 : 0;
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      if (high !== low) ends.set(`${topic}/${partition}`, Number(high) - 1 - markers);
    }
  }
  return ends;
}
