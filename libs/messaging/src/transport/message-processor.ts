import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { KafkaMessage } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { open, type ReceivedEvent, textHeaders } from '../envelope/envelope';
import { backoff } from '../failure/backoff';
import {
  classifyFailure,
  describeFailure,
  type FailureKind,
  MessageTransientError,
} from '../failure/failure';
import { InfrastructureGate } from '../failure/infrastructure-gate';
import { InboxHeads, type Standing } from '../inbox/inbox-heads';
import {
  CONSUMER_DEFAULTS,
  type ConsumerOptions,
  MESSAGING_OPTIONS,
  type MessagingOptions,
} from '../messaging.options';
import { MessagingMetrics } from '../metrics';
import { type Hold, type ParkedRecord, ParkingLot } from '../parking/parking-lot';
import { ParkedQueue } from '../parking/parked-queue';
import { type Consuming, EventHandling, type Handling } from './event-handling';

export interface IncomingMessage {
  /** Logical topic. */
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** What one try came to. `gap-closed`: applied, and messages may have waited for it. */
type Outcome = Handling | 'gap-closed' | 'duplicate' | 'gap' | 'behind-parked';

/** Takes one message of the log to its end: applied, dropped as a duplicate, or put aside with its key. */
@Injectable()
export class MessageProcessor {
  private readonly logger = new Logger(MessageProcessor.name);
  private readonly settings: ConsumerOptions;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly modules: ModuleRef,
    private readonly handling: EventHandling,
    private readonly heads: InboxHeads,
    private readonly parkingLot: ParkingLot,
    private readonly parkedQueue: ParkedQueue,
    private readonly gate: InfrastructureGate,
    private readonly metrics: MessagingMetrics,
  ) {
    this.settings = { ...CONSUMER_DEFAULTS, ...options.consumer };
  }

  /**
   * @returns whether the message is settled and its offset may be committed; false when `signal` ended the wait first,
   * and the message must be read again. `PUT_ASIDE`: settled, and the drain has something to look at.
   */
  async process(
    consuming: Consuming,
    incoming: IncomingMessage,
    signal: AbortSignal,
  ): Promise<boolean | 'PUT_ASIDE'> {
    let tries = 0;
    let outages = 0;
    while (!signal.aborted) {
      try {
        const settled = await this.attempt(consuming, incoming);
        if (settled !== undefined) return settled;
      } catch (error) {
        const kind = classifyFailure(error);
        if (kind !== 'INFRASTRUCTURE') tries += 1;
        this.logFailure(consuming.group, incoming, error, kind);
        const hold = this.holdFor(kind, tries);
        if (hold && (await this.putAside(consuming.group, incoming, error, hold))) return 'PUT_ASIDE';
        this.metrics.retries.inc({ group: consuming.group, kind });
        if (kind === 'INFRASTRUCTURE' || hold) await this.gate.wait(consuming.group, (outages += 1), signal);
        else await pause(backoff(tries, this.backoff), undefined, { signal }).catch(() => undefined);
      }
    }
    return false;
  }

  /**
   * Applies messages of one topic in one transaction, each key's in order: a backlog goes several times as fast. That is
   * for what goes well: any failure, and any key that isn't simply next, undoes all of it.
   * @param goesOn asked before each message
   * @returns whether all are settled; false when nothing was done, and each must be processed by itself.
   */
  async processTogether(
    consuming: Consuming,
    messages: readonly IncomingMessage[],
    goesOn: () => boolean,
  ): Promise<boolean> {
    const { group } = consuming;
    const { topic } = messages[0]!;
    try {
      const outcomes = await this.db.transaction((tx) => this.applyAll(tx, consuming, messages, goesOn));
      for (const outcome of outcomes) this.metrics.handled.inc({ group, topic, outcome });
      return true;
    } catch (error) {
      this.logger.debug({ msg: 'messages are taken apart', group, topic, ...describeFailure(error) });
      return false;
    }
  }

  private async applyAll(
    tx: EntityManager,
    consuming: Consuming,
    messages: readonly IncomingMessage[],
    goesOn: () => boolean,
  ): Promise<Outcome[]> {
    const { topic } = messages[0]!;
    const opened = messages.map(({ message }) => ({ key: keyOf(message), event: open(message) }));
    const positions = opened.map(({ key, event }) => ({ key, version: event.version }));
    const standings = await this.heads.advanceAll(tx, consuming.group, topic, positions);
    const outcomes: Outcome[] = [];
    for (const [index, { key, event }] of opened.entries()) {
      if (!goesOn()) throw new MessageTransientError('STOPPED');
      outcomes.push(await this.applyOne(tx, consuming, { topic, key }, event, standings[index]!));
    }
    return outcomes;
  }

  private async applyOne(
    tx: EntityManager,
    consuming: Consuming,
    place: { topic: string; key: string },
    event: ReceivedEvent,
    standing: Standing,
  ): Promise<Outcome> {
    if (standing === 'DUPLICATE') return 'duplicate';
    if (standing !== 'NEXT') throw new MessageTransientError(standing);
    const stopTimer = this.metrics.handleSeconds.startTimer({ group: consuming.group, type: event.type });
    const handled = await this.handling.under(event, () => this.handling.handle(tx, consuming, place, event));
    stopTimer();
    return handled;
  }

  /** @returns undefined when the key was released meanwhile and the message's turn may have come. */
  private async attempt(
    consuming: Consuming,
    incoming: IncomingMessage,
  ): Promise<true | 'PUT_ASIDE' | undefined> {
    const { group } = consuming;
    const { topic, message } = incoming;
    const outcome = await this.handling.within(message, (event) => this.apply(consuming, incoming, event));
    if (outcome === 'behind-parked') {
      const record = recordOf(group, incoming, BEHIND);
      if (!(await this.parkingLot.queueBehind(record))) return undefined;
    }
    if (outcome === 'gap') await this.parkingLot.park(recordOf(group, incoming, GAP), WAITING);
    this.metrics.handled.inc({ group, topic, outcome: outcome === 'gap-closed' ? 'applied' : outcome });
    if (outcome !== 'gap-closed') return true;
    await this.parkedQueue.wake({ consumer: group, topic, key: keyOf(message) });
    return 'PUT_ASIDE';
  }

  private async apply(
    consuming: Consuming,
    { topic, message }: IncomingMessage,
    event: ReceivedEvent,
  ): Promise<Outcome> {
    const place = { topic, key: keyOf(message) };
    const stopTimer = this.metrics.handleSeconds.startTimer({ group: consuming.group, type: event.type });
    const position = { ...place, version: event.version };
    const within = async (tx: EntityManager, handle: () => Promise<Handling>): Promise<Outcome> => {
      const standing = await this.heads.advance(tx, consuming.group, position);
      if (standing !== 'NEXT' && standing !== 'NEXT_OF_WAITING') return NOT_NOW[standing];
      const handled = await handle();
      return standing === 'NEXT_OF_WAITING' ? 'gap-closed' : handled;
    };
    // Where only the head moves, the statement is a transaction of its own: one round trip in place of three.
    const outcome = this.handling.isNothingToDo(consuming, event)
      ? await within(this.db.manager, () => Promise.resolve('unsubscribed'))
      : await this.db.transaction((tx) =>
          within(tx, () => this.handling.handle(tx, consuming, place, event)),
        );
    stopTimer();
    return outcome;
  }

  /** How the failure puts its key aside; undefined while it is tried again in place. */
  private holdFor(kind: FailureKind, tries: number): Hold | undefined {
    const { attempts, attemptsInPlace } = this.settings;
    if (kind === 'INFRASTRUCTURE') return undefined;
    if (kind === 'PERMANENT' || tries >= attempts) return { state: 'PARKED', tries };
    if (tries < attemptsInPlace) return undefined;
    return { state: 'RETRYING', tries, dueInMs: backoff(tries, this.backoff) };
  }

  private get db(): DataSource {
    return this.modules.get<DataSource>(this.options.workerDb, { strict: false });
  }

  private get backoff(): { baseMs: number; maxMs: number } {
    return { baseMs: this.settings.backoffMs, maxMs: this.settings.maxBackoffMs };
  }

  /** @returns false when the database was away and the message must be tried again. */
  private async putAside(
    group: string,
    incoming: IncomingMessage,
    error: unknown,
    hold: Hold,
  ): Promise<boolean> {
    try {
      await this.parkingLot.park(recordOf(group, incoming, describeFailure(error)), hold);
    } catch (failure) {
      if (classifyFailure(failure) !== 'INFRASTRUCTURE') throw failure;
      return false;
    }
    const outcome = hold.state === 'PARKED' ? 'parked' : 'retrying';
    this.metrics.handled.inc({ group, topic: incoming.topic, outcome });
    return true;
  }

  private logFailure(
    group: string,
    { topic, partition, message }: IncomingMessage,
    error: unknown,
    kind: FailureKind,
  ): void {
    const place = { group, topic, partition, offset: message.offset };
    this.logger.warn({ msg: 'message not applied', kind, ...place, ...describeFailure(error) });
    this.logger.debug({ msg: (error as Error).message, stack: (error as Error).stack });
  }
}

const NOT_NOW = { DUPLICATE: 'duplicate', GAP: 'gap', BEHIND_PARKED: 'behind-parked' } as const;
const BEHIND = { errorClass: 'BehindParked', errorCode: 'BEHIND_PARKED' };
const GAP = { errorClass: 'VersionGap', errorCode: 'VERSION_GAP' };
const WAITING: Hold = { state: 'WAITING', tries: 0, dueInMs: 10_000 };

function keyOf(message: KafkaMessage): string {
  return message.key?.toString('utf8') ?? '';
}

function recordOf(
  consumer: string,
  { topic, partition, message }: IncomingMessage,
  error: { errorClass: string; errorCode: string },
): ParkedRecord {
  const headers = textHeaders(message.headers);
  const version = Number(headers['ce_keyversion']);
  return {
    consumer,
    topic,
    key: keyOf(message),
    version: Number.isSafeInteger(version) && version > 0 ? version : null,
    partition,
    offset: message.offset,
    headers,
    value: message.value,
    ...error,
  };
}
