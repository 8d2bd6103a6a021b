import type { EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';

const waiting = new WeakMap<QueryRunner, (() => void)[]>();

const subscriber: EntitySubscriberInterface = {
  afterTransactionCommit: ({ queryRunner }) => {
    // Also raised for released savepoints, while the transaction goes on.
    if (queryRunner.isTransactionActive) return;
    const works = waiting.get(queryRunner) ?? [];
    waiting.delete(queryRunner);
    for (const work of works) work();
  },
  afterTransactionRollback: ({ queryRunner }) => {
    if (!queryRunner.isTransactionActive) waiting.delete(queryRunner);
  },
};

/** Runs `work` once the caller's transaction has committed; never when it rolls back. */
export function afterCommit(tx: EntityManager, work: () => void): void {
  const runner = tx.queryRunner;
  if (!runner?.isTransactionActive) throw new Error('there is no transaction to wait for');
  const { subscribers } = tx.dataSource;
  if (!subscribers.includes(subscriber)) subscribers.push(subscriber);
  waiting.set(runner, [...(waiting.get(runner) ?? []), work]);
}
