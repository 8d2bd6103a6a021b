import { type ICustomPartitioner, Partitioners, type RecordMetadata } from 'kafkajs';

/**
 * Where a producer's records were to go. kafkajs sends once to each broker: where a leader dies and another broker that
 * has answered already becomes leader of its partitions, the next try leaves these out and calls all of it sent.
 */
export class ChosenPartitions {
  private readonly chosen = new Set<string>();

  readonly createPartitioner: ICustomPartitioner = () => {
    const choose = Partitioners.DefaultPartitioner();
    return (record) => {
      const partition = choose(record);
      this.chosen.add(`${record.topic} ${partition}`);
      return partition;
    };
  };

  /** Sends, and believes it only where every partition was answered for. @throws Error when one wasn't */
  async sent(send: () => Promise<RecordMetadata[]>): Promise<void> {
    this.chosen.clear();
    for (const { topicName, partition } of await send()) this.chosen.delete(`${topicName} ${partition}`);
    if (this.chosen.size > 0) throw new Error(`no broker answered for ${[...this.chosen].join(', ')}`);
  }
}
