/**
 * Faults that a library of this kind is known to have, as replacements in its sources. Each `find` must be
 * there exactly once: a mutant that no longer applies is an error, not a pass.
 */
export const messaging = [
  {
    name: 'no inbox: every delivery is applied',
    file: 'libs/messaging/src/schema.ts',
    find: 'DO UPDATE SET version = EXCLUDED.version WHERE h.version = EXCLUDED.version - 1',
    replace: 'DO UPDATE SET version = EXCLUDED.version',
    specs: 'libs/messaging/test/messaging',
    test: 'applies each event once',
  },
  {
    name: 'offset committed before the effect',
    file: 'libs/messaging/src/transport/kafka-events.strategy.ts',
    find: 'const heartbeats = setInterval(',
    replace:
      'payload.resolveOffset(batch.lastOffset()); await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets()); const heartbeats = setInterval(',
    specs: 'libs/messaging/test/crash-points',
    test: 'commits no offset before the effect',
  },
  {
    name: 'cursor without lock: rows are read above the last position seen',
    file: 'libs/messaging/src/outbox/outbox-rows.ts',
    find: 'const rows = await db.query<OutboxRow[]>(OLDEST, [buckets, perBucket]);',
    replace: `const state = globalThis as { cursor?: Map<unknown, string> };
  const cursors = (state.cursor ??= new Map());
  const rows = await db.query<OutboxRow[]>(
    OLDEST.replace('WHERE bucket = b.bucket', 'WHERE bucket = b.bucket AND position > ' + (cursors.get(db) ?? 0)),
    [buckets, perBucket],
  );
  if (rows.length > 0) cursors.set(db, rows.at(-1)!.position);`,
    specs: 'libs/messaging/test/messaging',
    test: 'publishes what was stored before others and committed after them',
  },
  {
    name: 'numbering without the head row: two writers of a key get the same version',
    file: 'libs/messaging/src/schema.ts',
    find: 'ON CONFLICT (topic, key) DO UPDATE SET version = head.version + 1',
    replace: 'ON CONFLICT (topic, key) DO UPDATE SET version = EXCLUDED.version',
    specs: 'libs/messaging/test/messaging',
    test: 'keeps commit order per key with racing writers',
  },
  {
    name: 'lease without fence: every holder has a transactional id of its own',
    file: 'libs/messaging/src/outbox/publisher.ts',
    find: 'this.kafka.transactionalProducer(this.transactionalId)',
    replace: 'this.kafka.transactionalProducer(this.transactionalId + String(Math.random()))',
    specs: 'libs/messaging/test/crash-points',
    test: 'lets no late holder',
  },
  {
    name: 'row deleted before the broker has it',
    file: 'libs/messaging/src/outbox/relay-loop.ts',
    find: 'await this.publisher.publish(rows);',
    replace: 'await deleteRows(this.db, rows); await this.publisher.publish(rows);',
    specs: 'libs/messaging/test/crash-points',
    test: 'keeps a row until the broker has it',
  },
  {
    name: 'lanes ignore the key',
    file: 'libs/messaging/src/transport/lanes.ts',
    find: "const name = key?.toString('utf8') ?? '';",
    replace: "const name = `${key?.toString('utf8') ?? ''} ${index}`;",
    specs: 'libs/messaging/src/transport/lanes',
  },
  {
    name: 'low watermark passes what is still open',
    file: 'libs/messaging/src/transport/low-watermark.ts',
    find: 'while (this.done[this.next]) this.next += 1;',
    replace: 'this.next = Math.max(this.next, index + 1);',
    specs: 'libs/messaging/src/transport/low-watermark',
  },
  {
    name: 'parked without its followers',
    file: 'libs/messaging/src/transport/message-processor.ts',
    find: 'if (!(await this.parkingLot.queueBehind(record))) return undefined;',
    replace: 'void record;',
    specs: 'libs/messaging/test/messaging',
    test: 'parks a poisoned key with all that follows',
  },
  {
    name: 'replay without order',
    file: 'libs/messaging/src/parking/parked-key.ts',
    find: "'ORDER BY version NULLS FIRST, parked_id'",
    replace: "'ORDER BY version DESC NULLS FIRST, parked_id DESC'",
    specs: 'libs/messaging/test/parking',
    test: 'replays in order once',
  },
  {
    name: 'sweep off: only those who are told look',
    file: 'libs/messaging/src/outbox/relay-loop.ts',
    find: 'await this.waker.sleep(this.settings.sweepMs)',
    replace: 'await this.waker.sleep(86_400_000)',
    specs: 'libs/messaging/test/crash-points',
    test: 'finds rows of which nobody told it',
  },
  {
    name: 'an outage uses up tries',
    file: 'libs/messaging/src/failure/failure.ts',
    find: "return isInfrastructureFailure(error) ? 'INFRASTRUCTURE' : 'TRANSIENT';",
    replace: "return 'TRANSIENT';",
    specs: 'libs/messaging/src/failure',
  },
];
