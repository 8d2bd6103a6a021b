/** Every topic of the product. `dlt` topics are derived: `<topic>.<group>.dlt`. */
export interface TopicDefinition {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

const forever = { 'retention.ms': '-1', 'cleanup.policy': 'delete' };

export const TOPICS = {
  customer: { name: 'oceafin.customer.events', partitions: 6, config: forever },
  file: { name: 'oceafin.file.events', partitions: 6, config: forever },
  onboarding: { name: 'oceafin.onboarding.events', partitions: 6, config: forever },
  partner: { name: 'oceafin.partner.events', partitions: 6, config: forever },
  customerState: { name: 'oceafin.customer.state', partitions: 6, config: { 'cleanup.policy': 'compact' } },
} as const satisfies Record<string, TopicDefinition>;
