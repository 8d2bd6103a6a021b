// A downstream consumer on kafkajs alone. It starts from nothing, reaches the state of every customer, and
// follows it: one line of JSON on stdout per change. KAFKA_BROKERS=127.0.0.1:9092 node examples/consumer/plain.mjs
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

const { KAFKA_BROKERS = '127.0.0.1:9092', TOPIC_PREFIX = '' } = process.env;
const FEED = `${TOPIC_PREFIX}oceafin.partner.events`; // every event, once per customer and sequence
const SNAPSHOT = `${TOPIC_PREFIX}oceafin.customer.state`; // compacted: the latest state of each customer

/** What is known of each customer, by customerId. */
const customers = new Map();

/** Both topics, in any order and with repetitions, end in the same state: the highest sequence counts. */
function learn(news) {
  const known = customers.get(news.customerId);
  if (known && known.sequence > news.sequence) return;
  const customer = { ...known, ...news };
  customers.set(news.customerId, customer);
  if (known && Object.keys(customer).every((member) => known[member] === customer[member])) return;
  console.log(JSON.stringify(customer));
}

function fromSnapshot({ customerId, partnerCustomerRef, customerType, status, sequence }) {
  learn({ customerId, partnerCustomerRef, customerType, status, sequence });
}

function fromFeed({ customer, data: { status, sequence } }) {
  learn({ ...customer, status, sequence });
}

// A group of its own and no commits: what is in memory is lost with the process, so each start reads all.
const kafka = new Kafka({
  clientId: 'example-plain',
  brokers: KAFKA_BROKERS.split(','),
  logLevel: logLevel.ERROR,
});
const consumer = kafka.consumer({ groupId: `example.plain.${randomUUID()}` });
await consumer.connect();
await consumer.subscribe({ topics: [SNAPSHOT, FEED], fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachMessage: async ({ topic, message }) => {
    if (!message.value) return; // a tombstone; none is sent today
    const data = JSON.parse(message.value.toString());
    if (topic === FEED) fromFeed(data);
    else fromSnapshot(data);
  },
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => consumer.disconnect().then(() => process.exit(0)));
}
