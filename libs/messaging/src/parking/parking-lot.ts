import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging.options';
import { MessagingMetrics } from '../metrics';

export interface ParkedRecord {
  readonly consumer: string;
  readonly topic: string;
  readonly key: string;
  readonly version: number | null;
  readonly partition: number;
  readonly offset: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
  readonly errorClass: string;
  readonly errorCode: string;
}

/** Keeps, in order, a message that can't be handled and every later one of its key. */
@Injectable()
export class ParkingLot {
  private readonly logger = new Logger(ParkingLot.name);

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: Pick<MessagingOptions, 'workerDb'>,
    private readonly modules: ModuleRef,
    private readonly metrics: MessagingMetrics,
  ) {}

  /** Stores the record; the same record parked twice (after a crash) is kept once. */
  async park(record: ParkedRecord): Promise<void> {
    const db = this.modules.get<DataSource>(this.options.workerDb, { strict: false });
    await db.query(
      `INSERT INTO parked_messages
         (consumer, topic, key, version, partition, "offset", headers, value, error_class, error_code)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (consumer, topic, partition, "offset") DO NOTHING`,
      [
        record.consumer,
        record.topic,
        record.key,
        record.version,
        record.partition,
        record.offset,
        JSON.stringify(record.headers),
        record.value,
        record.errorClass,
        record.errorCode,
      ],
    );
    this.metrics.parked.inc({ group: record.consumer, topic: record.topic, code: record.errorCode });
    const { consumer, topic, key, version, partition, offset, errorClass, errorCode } = record;
    this.logger.error({
      msg: 'message parked',
      consumer,
      topic,
      key,
      version,
      partition,
      offset,
      errorClass,
      errorCode,
    });
  }
}
