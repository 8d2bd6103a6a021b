import { ChosenPartitions } from './chosen-partitions';

const partitionMetadata = [0, 1, 2].map((partitionId) => ({
  ...{ partitionErrorCode: 0, partitionId, leader: partitionId, replicas: [], isr: [] },
}));

describe('the partitions of a sending', () => {
  it.each([
    ['all are answered for', [0, 1, 2], true],
    ['one was left out when its leader changed amid the tries', [0, 2], false],
  ])('%s', async (_, answered, isSent) => {
    const partitions = new ChosenPartitions();
    const choose = partitions.createPartitioner();
    const sent = partitions.sent(async () => {
      for (const partition of [0, 1, 2])
        choose({ topic: 'orders', partitionMetadata, message: { partition, value: '' } });
      return answered.map((partition) => ({ topicName: 'orders', partition, errorCode: 0 }));
    });
    await (isSent
      ? expect(sent).resolves.toBeUndefined()
      : expect(sent).rejects.toThrow('no broker answered for orders 1'));
  });
});
