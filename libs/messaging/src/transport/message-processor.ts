import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { KafkaMessage } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { open, type ReceivedEvent, textHeaders } from '../envelope/envelope';
import { SchemaRegistry } from '../envelope/schema-registry';
import { backoff } from '../failure/backoff';
import {
  classifyFailure,
  describeFailure,
  MessagePermanentError,
  MessageTransientError,
} from '../failure/failure';
import { InboxHeads, type Standing } from '../inbox/inbox-heads';
import {
  CONSUMER_DEFAULTS,
  type ConsumerOptions,
  MESSAGING_OPTIONS,
  type MessagingOptions,
  NO_CORRELATION,
} from '../messaging.options';
import { MessagingMetrics } from '../metrics';
import { ParkingLot } from '../parking/parking-lot';
import { EventContext } from './event-context';

export interface IncomingMessage {
  readonly group: string;
  /** Logical topic. */
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** Runs the handlers of an event type; undefined when nobody subscribed to it. */
export type Dispatch = (event: ReceivedEvent, context: EventContext) => Promise<void> | undefined;

class BehindParked extends MessagePermanentError {
  constructor() {
    super('BEHIND_PARKED', 'an earlier message of the key is parked');
  }
}

/** Takes one message to its end: applied, dropped as a duplicate, or parked. */
@Injectable()
export class MessageProcessor {
  private readonly logger = new Logger(MessageProcessor.name);
  private readonly settings: ConsumerOptions;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly modules: ModuleRef,
    private readonly schemas: SchemaRegistry,
    private readonly heads: InboxHeads,
    private readonly parkingLot: ParkingLot,
    private readonly metrics: MessagingMetrics,
  ) {
    this.settings = { ...CONSUMER_DEFAULTS, ...options.consumer };
  }

  /**
   * @returns true when the message is settled and its offset may be committed; false when `signal` ended
   * the wait first, and the message must be read again.
   */
  async process(incoming: IncomingMessage, dispatch: Dispatch, signal: AbortSignal): Promise<boolean> {
    let tries = 0;
    let infrastructureFailures = 0;
    while (!signal.aborted) {
      try {
        await this.attempt(incoming, dispatch);
        return true;
      } catch (error) {
        const kind = classifyFailure(error);
        if (kind === 'INFRASTRUCTURE') infrastructureFailures += 1;
        else tries += 1;
        if (kind === 'PERMANENT' || tries >= this.settings.attempts) {
          if (await this.tryToPark(incoming, error)) return true;
          infrastructureFailures += 1;
        }
        this.metrics.retries.inc({ group: incoming.group, kind });
        this.logRetry(incoming, error, kind);
        await this.rest(Math.max(tries, infrastructureFailures), signal);
      }
    }
    return false;
  }

  private async attempt(incoming: IncomingMessage, dispatch: Dispatch): Promise<void> {
    const event = open(incoming.message);
    const correlation = this.options.correlation ?? NO_CORRELATION;
    await correlation.run(event.correlation, () => this.apply(incoming, event, dispatch));
  }

  private async apply({ group, topic, message }: IncomingMessage, event: ReceivedEvent, dispatch: Dispatch) {
    const key = keyOf(message);
    const db = this.modules.get<DataSource>(this.options.workerDb, { strict: false });
    const stopTimer = this.metrics.handleSeconds.startTimer({ group, type: event.type });
    const outcome = await db.transaction(async (tx) => {
      const standing = await this.heads.advance(tx, group, { topic, key, version: event.version });
      if (standing !== 'NEXT') return this.refuse(standing);
      this.schemas.assertIncoming(event.type, event.data);
      const handled = dispatch(event, new EventContext(tx, topic, key, event));
      await handled;
      return handled ? 'applied' : 'unsubscribed';
    });
    stopTimer();
    this.metrics.handled.inc({ group, topic, outcome });
  }

  /** A gap is never skipped: the key waits, then parks, and the alarm is the parked message. */
  private refuse(standing: Exclude<Standing, 'NEXT'>): 'duplicate' {
    if (standing === 'GAP')
      throw new MessageTransientError('VERSION_GAP', 'an earlier version of the key is missing');
    if (standing === 'BEHIND_PARKED') throw new BehindParked();
    return 'duplicate';
  }

  /** @returns false when the database was away and the message must be tried again. */
  private async tryToPark(incoming: IncomingMessage, error: unknown): Promise<boolean> {
    const { group, topic, partition, message } = incoming;
    const headers = textHeaders(message.headers);
    const version = Number(headers['ce_keyversion']);
    try {
      await this.parkingLot.park({
        consumer: group,
        topic,
        key: keyOf(message),
        version: Number.isSafeInteger(version) ? version : null,
        partition,
        offset: message.offset,
        headers,
        value: message.value,
        ...describeFailure(error),
      });
      this.metrics.handled.inc({ group, topic, outcome: 'parked' });
      return true;
    } catch (failure) {
      if (classifyFailure(failure) !== 'INFRASTRUCTURE') throw failure;
      return false;
    }
  }

  private logRetry(
    { group, topic, partition, message }: IncomingMessage,
    error: unknown,
    kind: string,
  ): void {
    const place = { group, topic, partition, offset: message.offset };
    this.logger.warn({ msg: 'message not applied', kind, ...place, ...describeFailure(error) });
    this.logger.debug({ msg: (error as Error).message, stack: (error as Error).stack });
  }

  private async rest(failures: number, signal: AbortSignal): Promise<void> {
    const delay = backoff(failures, { baseMs: this.settings.backoffMs, maxMs: this.settings.maxBackoffMs });
    await pause(delay, undefined, { signal }).catch(() => undefined);
  }
}

function keyOf(message: KafkaMessage): string {
  return message.key?.toString('utf8') ?? '';
}
