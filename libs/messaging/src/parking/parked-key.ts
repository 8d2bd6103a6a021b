/** Whose key of which topic. */
export interface KeyPlace {
  readonly consumer: string;
  /** Logical topic. */
  readonly topic: string;
  readonly key: string;
}

/**
 * Why a key is held back; whatever the state, later messages of the key queue behind.
 * - `PARKED`: a message failed for good; a person decides.
 * - `RETRYING`: a message failed in passing and is tried again at `due_at`.
 * - `WAITING`: versions are missing; goes on by itself when they arrive.
 * - `REPLAYING`: a person asked for it; consumers apply the messages in order.
 */
export type KeyState = 'PARKED' | 'RETRYING' | 'WAITING' | 'REPLAYING';

export const KEY_STATES: readonly KeyState[] = ['PARKED', 'RETRYING', 'WAITING', 'REPLAYING'];

/** Condition and parameters that every statement about one key begins with. */
export const THIS_KEY = 'consumer = $1 AND topic = $2 AND key = $3';

export const placeValues = ({ consumer, topic, key }: KeyPlace): [string, string, string] => [
  consumer,
  topic,
  key,
];

/** Messages are taken in the order of their versions; one that has none can't be placed, so it comes first. */
export const IN_ORDER = 'ORDER BY version NULLS FIRST, parked_id';

/** Dead-letter topic of a topic's consumer. */
export const deadLetterTopic = (topic: string, consumer: string): string => `${topic}.${consumer}.dlt`;
