/** What the library must know of one event version; any object of this shape will do. */
export interface EventDefinition {
  /** CloudEvents `type`; the pattern that `@EventPattern` subscribes to. */
  readonly type: string;
  /** CloudEvents `source`, a URI reference. */
  readonly source: string;
  /** CloudEvents `dataschema`, an absolute URI. */
  readonly dataschema: string;
  /** Logical topic name, without any deployment prefix. */
  readonly topic: string;
  /** JSON Schema 2020-12 of `data`. */
  readonly schema: object;
  /**
   * The topic keeps only the last event of each key, so a stale one published late would stay: its events go through
   * one fenced, transactional producer at a time.
   */
  readonly compacted?: boolean;
}

/** An event to be published with the caller's transaction. */
export interface OutgoingEvent {
  readonly contract: EventDefinition;
  /** Partition key; events of one key on one topic are delivered in commit order. */
  readonly key: string;
  readonly data: object;
  /** CloudEvents `id`; a fresh UUID where absent. */
  readonly id?: string;
  /** CloudEvents extension attributes: lower-case letters and digits, string values. */
  readonly extensions?: Readonly<Record<string, string>>;
}

/** Where an event went: `version` counts 1, 2, 3 … per (topic, key), without gaps. */
export interface AppendedEvent {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly version: number;
}
