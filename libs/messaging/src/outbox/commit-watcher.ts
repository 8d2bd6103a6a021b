import { Injectable } from '@nestjs/common';
import type { EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';

type Listener = () => void;

/** Tells when a transaction that appended to the outbox has committed. */
@Injectable()
export class CommitWatcher {
  private readonly pending = new WeakSet<QueryRunner>();
  private readonly listeners = new Set<Listener>();

  private readonly subscriber: EntitySubscriberInterface = {
    afterTransactionCommit: ({ queryRunner }) => {
      // Also raised for released savepoints, while the transaction goes on.
      if (queryRunner.isTransactionActive || !this.pending.delete(queryRunner)) return;
      for (const listener of this.listeners) listener();
    },
  };

  onCommit(listener: Listener): void {
    this.listeners.add(listener);
  }

  /** @throws Error outside a transaction: an event without its effect would be a lie. */
  watch(tx: EntityManager): void {
    const runner = tx.queryRunner;
    if (!runner?.isTransactionActive) throw new Error('the outbox takes events only inside a transaction');
    const { subscribers } = tx.dataSource;
    if (!subscribers.includes(this.subscriber)) subscribers.push(this.subscriber);
    this.pending.add(runner);
  }
}
