import { BaseRpcContext } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import type { ReceivedEvent } from '../envelope/envelope';

/** What a handler knows of its event besides the data: `@Ctx() context: EventContext`. */
export class EventContext extends BaseRpcContext<[ReceivedEvent]> {
  constructor(
    /** The transaction in which the inbox head moves; everything the handler writes goes through it. */
    readonly tx: EntityManager,
    /** Logical topic. */
    readonly topic: string,
    readonly key: string,
    event: ReceivedEvent,
  ) {
    super([event]);
  }

  get event(): ReceivedEvent {
    return this.args[0];
  }

  get id(): string {
    return this.event.id;
  }

  get type(): string {
    return this.event.type;
  }

  get source(): string {
    return this.event.source;
  }

  /** When the event happened, RFC 3339. */
  get time(): string {
    return this.event.time;
  }

  /** Number of the event within its (topic, key). */
  get version(): number {
    return this.event.version;
  }

  get correlationId(): string | undefined {
    return this.event.correlation.correlationId;
  }
}
