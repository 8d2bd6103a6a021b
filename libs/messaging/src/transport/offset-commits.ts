import { Logger } from '@nestjs/common';
import type { EachBatchPayload } from 'kafkajs';

const EVERY_MS = 1_000;

/**
 * Tells the broker once a second how far a consumer is, in place of kafkajs's request after every batch, which the next
 * batch of the partition would wait for. Offsets only save work: what is read again is dropped by the inbox heads.
 */
export class OffsetCommits {
  private readonly logger = new Logger(OffsetCommits.name);
  /** Any batch of a consumer speaks for all of its partitions, and for the membership that it has by then. */
  private spokesman?: EachBatchPayload;
  private readonly timer = setInterval(() => void this.commit(), EVERY_MS).unref();

  resolve(payload: EachBatchPayload, offset: string): void {
    payload.resolveOffset(offset);
    this.spokesman = payload;
  }

  /** Commits all that is resolved and isn't committed; a broker that refuses is told again. */
  async commit(): Promise<void> {
    const { spokesman } = this;
    try {
      await spokesman?.commitOffsetsIfNecessary(spokesman.uncommittedOffsets());
    } catch (error) {
      this.logger.debug({ msg: 'offsets not committed', error: (error as Error).message });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.commit();
  }
}
