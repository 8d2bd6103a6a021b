/** A topic with what the broker keeps of it. */
export interface TopicDefinition {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

const forever = { 'retention.ms': '-1', 'cleanup.policy': 'delete' };

/** Every topic of the product but the dead-letter ones. */
export const TOPICS = {
  customer: { name: 'oceafin.customer.events', partitions: 6, config: forever },
  file: { name: 'oceafin.file.events', partitions: 6, config: forever },
  onboarding: { name: 'oceafin.onboarding.events', partitions: 6, config: forever },
  partner: { name: 'oceafin.partner.events', partitions: 6, config: forever },
  customerState: { name: 'oceafin.customer.state', partitions: 6, config: { 'cleanup.policy': 'compact' } },
} as const satisfies Record<string, TopicDefinition>;

/** Which topics an app follows, and the consumer group under which it does. */
export interface AppSubscription {
  readonly group: string;
  readonly topics: readonly string[];
}

export const SUBSCRIPTIONS = {
  customer: {
    group: 'oceafin.customer.policies',
    topics: [TOPICS.file.name, TOPICS.onboarding.name],
  },
  file: {
    group: 'oceafin.file.policies',
    topics: [TOPICS.customer.name, TOPICS.onboarding.name],
  },
  onboarding: {
    group: 'oceafin.onboarding.policies',
    topics: [TOPICS.customer.name, TOPICS.file.name],
  },
} as const satisfies Record<string, AppSubscription>;

/** What a consumer could not apply, as it came; one partition keeps the order in which it was put aside. */
export const DEAD_LETTER_TOPICS: readonly TopicDefinition[] = Object.values(SUBSCRIPTIONS).flatMap(
  ({ group, topics }) =>
    topics.map((topic) => ({ name: `${topic}.${group}.dlt`, partitions: 1, config: forever })),
);
