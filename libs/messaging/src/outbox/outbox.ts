import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { seal } from '../envelope/envelope';
import { SchemaRegistry } from '../envelope/schema-registry';
import type { AppendedEvent, OutgoingEvent } from '../event-definition';
import { MESSAGING_OPTIONS, type MessagingOptions, NO_CORRELATION } from '../messaging.options';
import { CommitWatcher } from './commit-watcher';

const APPEND =
  'SELECT outbox_append($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::boolean[])::text[] AS versions';

/** Events that are published exactly when the caller's transaction commits. */
@Injectable()
export class Outbox {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly schemas: SchemaRegistry,
    private readonly commits: CommitWatcher,
  ) {}

  /**
   * Stores the events in the caller's transaction, numbered per (topic, key).
   * @throws Error when an event's data breaks its own schema or is larger than brokers take; nothing is stored then.
   */
  async append(tx: EntityManager, events: readonly OutgoingEvent[]): Promise<AppendedEvent[]> {
    if (events.length === 0) return [];
    for (const event of events) this.schemas.assertOutgoing(event.contract, event.data);
    const correlation = (this.options.correlation ?? NO_CORRELATION).current();
    const envelopes = events.map((event) => seal(event, correlation));
    for (const { value } of envelopes) refuseTooLarge(value);
    this.commits.watch(tx);
    const [appended] = await tx.query<{ versions: string[] }[]>(APPEND, [
      events.map((event) => event.contract.topic),
      events.map((event) => event.key),
      envelopes.map((envelope) => JSON.stringify(envelope.headers)),
      envelopes.map((envelope) => envelope.value),
      events.map((event) => event.contract.compacted === true),
    ]);
    return events.map((event, index) => ({
      id: envelopes[index]!.id,
      topic: event.contract.topic,
      key: event.key,
      version: Number(appended!.versions[index]),
    }));
  }

  /** The last version of (topic, key) that this database has numbered; 0 when there is none. */
  async version(tx: EntityManager, topic: string, key: string): Promise<number> {
    const [head] = await tx.query<{ version: string }[]>(
      'SELECT version FROM outbox_heads WHERE topic = $1 AND key = $2',
      [topic, key],
    );
    return head ? Number(head.version) : 0;
  }
}

/** Brokers take messages of 1 MiB by default; one they refuse would hold up everything behind it. */
const MAX_VALUE_BYTES = 900 * 1024;

function refuseTooLarge(value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_VALUE_BYTES)
    throw new Error(`an event of ${bytes} bytes is larger than ${MAX_VALUE_BYTES}`);
}
