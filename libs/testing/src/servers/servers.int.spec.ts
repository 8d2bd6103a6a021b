import { Client } from 'pg';
import { TOPICS } from '@oceafin/contracts';
import { testDatabase } from '../test-database';
import { testKafka, topicPrefix } from '../test-kafka';

describe('the servers of a test run', () => {
  it('answer queries in a database of its own, as each of its roles', async () => {
    const database = await testDatabase('customer', { empty: true });
    for (const url of [database.ownerUrl, database.runtimeUrl, database.workerUrl, database.adminUrl]) {
      const client = new Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query('SELECT current_database() AS name, current_user AS role');
      expect(rows).toEqual([{ name: database.name, role: new URL(url).username }]);
      await client.end();
    }
    await database.drop();
  });

  it('carry a message through a topic under a prefix of its own', async () => {
    const { kafka, createTopics } = testKafka();
    const prefix = topicPrefix();
    await createTopics(prefix);
    const topic = prefix + TOPICS.customer.name;
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: 'k', value: 'hello' }] });
    await producer.disconnect();
    const consumer = kafka.consumer({ groupId: `${prefix}group` });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const value = await new Promise<string | undefined>((resolve, reject) => {
      consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) }).catch(reject);
    });
    await consumer.disconnect();
    expect(value).toBe('hello');
  });
});
