import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { open, type ReceivedEvent } from '../envelope/envelope';
import { SchemaRegistry } from '../envelope/schema-registry';
import { MessagePermanentError } from '../failure/failure';
import { MESSAGING_OPTIONS, type MessagingOptions, NO_CORRELATION } from '../messaging.options';
import { EventContext } from './event-context';
import type { Subscription } from './subscription';

/** Runs the handlers of an event type; undefined when nobody subscribed to it. */
export type Dispatch = (event: ReceivedEvent, context: EventContext) => Promise<void> | undefined;

/** A consumer as it is at run time: what it subscribed to, and the handlers it found. */
export interface Consuming extends Subscription {
  readonly dispatch: Dispatch;
  /** Whether a handler subscribed to the type. */
  readonly listens: (type: string) => boolean;
}

/** What a handled event counts as. */
export type Handling = 'applied' | 'unsubscribed' | 'unknown';

/** A message of the log, or a parked copy of one. */
export interface RecordedMessage {
  readonly headers?: Record<string, unknown>;
  readonly value: Buffer | null;
}

/** From a message's bytes to its handler, in the transaction that moves the inbox head. */
@Injectable()
export class EventHandling {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly schemas: SchemaRegistry,
  ) {}

  /**
   * Opens the message and runs `work` under the ids that travel with it.
   * @throws MessagePermanentError `MALFORMED_EVENT`
   */
  async within<T>(message: RecordedMessage, work: (event: ReceivedEvent) => Promise<T>): Promise<T> {
    const event = open(message);
    return this.under(event, () => work(event));
  }

  /** Runs `work` under the ids that travel with the event. */
  under<T>(event: ReceivedEvent, work: () => Promise<T>): Promise<T> {
    return (this.options.correlation ?? NO_CORRELATION).run(event.correlation, work);
  }

  /** @throws MessagePermanentError for data that breaks its schema, and for an undeclared type if so chosen */
  async handle(
    tx: EntityManager,
    consuming: Consuming,
    { topic, key }: { topic: string; key: string },
    event: ReceivedEvent,
  ): Promise<Handling> {
    if (!this.schemas.knows(event.type)) return this.unknown(consuming, event.type);
    this.schemas.assertIncoming(event.type, event.data);
    const handled = consuming.dispatch(event, new EventContext(tx, topic, key, event));
    await handled;
    return handled ? 'applied' : 'unsubscribed';
  }

  /** True for a sound event of a declared type that nothing here subscribed to: taking note of it is all there is to do. */
  isNothingToDo({ listens }: Consuming, { type, data }: ReceivedEvent): boolean {
    return !listens(type) && this.schemas.knows(type) && this.schemas.isSound(type, data);
  }

  private unknown({ unknownTypes = 'PARK' }: Consuming, type: string): 'unknown' {
    if (unknownTypes === 'SKIP') return 'unknown';
    throw new MessagePermanentError('UNKNOWN_EVENT_TYPE', `no contract declares ${type}`);
  }
}
