import { CloudEvent, Kafka, type Headers, type KafkaMessage } from 'cloudevents';
import { randomUUID } from 'node:crypto';
import type { OutgoingEvent } from '../event-definition';
import { MessagePermanentError } from '../failure/failure';
import type { Correlation } from '../messaging.options';

/** Extension attribute that numbers the events of a (topic, key): 1, 2, 3 … without gaps. */
const VERSION_HEADER = 'ce_keyversion';

/** One event in CloudEvents' Kafka binding, binary mode, before its version is known. */
export interface Envelope {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** What a consumer reads off the wire; `data` is parsed, not yet validated. */
export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** RFC 3339. */
  readonly time: string;
  readonly version: number;
  readonly data: unknown;
  readonly correlation: Correlation;
  readonly extensions: Readonly<Record<string, string>>;
}

/** Wraps an event; the version follows when the outbox has numbered it. */
export function seal(event: OutgoingEvent, correlation: Correlation): Envelope {
  const cloudEvent = new CloudEvent({
    id: event.id ?? randomUUID(),
    type: event.contract.type,
    source: event.contract.source,
    dataschema: event.contract.dataschema,
    datacontenttype: 'application/json',
    subject: event.key,
    time: new Date().toISOString(),
    data: event.data,
    ...(correlation.correlationId ? { correlationid: correlation.correlationId } : {}),
    ...(correlation.causationId ? { causationid: correlation.causationId } : {}),
    ...event.extensions,
  });
  // The binding lists absent attributes too, as undefined.
  const headers = Object.fromEntries(
    Object.entries(Kafka.binary(cloudEvent).headers).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  return {
    id: cloudEvent.id,
    headers: correlation.traceparent ? { ...headers, traceparent: correlation.traceparent } : headers,
    value: JSON.stringify(event.data),
  };
}

/** Headers as they go to the broker, the version among them. */
export function numbered(headers: Readonly<Record<string, string>>, version: number): Record<string, string> {
  return { ...headers, [VERSION_HEADER]: String(version) };
}

/**
 * Reads a record of the broker.
 * @throws MessagePermanentError `MALFORMED_EVENT` when it isn't a CloudEvent with JSON data and a version.
 */
export function open(record: { headers?: Record<string, unknown>; value: Buffer | null }): ReceivedEvent {
  const headers = textHeaders(record.headers);
  const version = Number(headers[VERSION_HEADER]);
  if (!Number.isSafeInteger(version) || version < 1) throw malformed('no version');
  try {
    const event = Kafka.toEvent({
      headers,
      value: record.value?.toString('utf8'),
    } as KafkaMessage) as CloudEvent;
    const { id, type, source, time, data } = event;
    if (!id || !type || !source) throw new Error('id, type or source is missing');
    return {
      id,
      type,
      source,
      time: time ?? '',
      version,
      data: typeof data === 'string' ? (JSON.parse(data) as unknown) : data,
      correlation: correlationOf(headers, id),
      extensions: extensionsOf(headers),
    };
  } catch (error) {
    throw malformed(error instanceof Error ? error.name : 'unreadable');
  }
}

function correlationOf(headers: Record<string, string>, eventId: string): Correlation {
  return {
    correlationId: headers['ce_correlationid'] ?? eventId,
    causationId: eventId,
    ...(headers['traceparent'] ? { traceparent: headers['traceparent'] } : {}),
  };
}

function extensionsOf(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith('ce_'))
      .map(([name, value]) => [name.slice(3), value]),
  );
}

/** Kafka header values arrive as bytes; a repeated header keeps its last value. */
export function textHeaders(headers: Record<string, unknown> = {}): Headers & Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const last: unknown = Array.isArray(value) ? value.at(-1) : value;
      return [name, Buffer.isBuffer(last) ? last.toString('utf8') : String(last)];
    }),
  );
}

function malformed(why: string): MessagePermanentError {
  return new MessagePermanentError('MALFORMED_EVENT', `not a numbered CloudEvent: ${why}`);
}
