import { Injectable } from '@nestjs/common';
import type { EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';
import { ScanWakeUp } from '../ports/scan-queue';

/** Wakes this process's scanners when the transaction commits; those of other instances look by themselves. */
@Injectable()
export class CommitWakeUp extends ScanWakeUp {
  private readonly pending = new WeakSet<QueryRunner>();
  private readonly listeners = new Set<() => void>();

  private readonly subscriber: EntitySubscriberInterface = {
    afterTransactionCommit: ({ queryRunner }) => {
      // Also raised for released savepoints, while the transaction goes on.
      if (queryRunner.isTransactionActive || !this.pending.delete(queryRunner)) return;
      for (const listener of this.listeners) listener();
    },
  };

  afterCommit(tx: EntityManager): void {
    if (!tx.queryRunner) return;
    const { subscribers } = tx.dataSource;
    if (!subscribers.includes(this.subscriber)) subscribers.push(this.subscriber);
    this.pending.add(tx.queryRunner);
  }

  onWake(listener: () => void): void {
    this.listeners.add(listener);
  }
}
