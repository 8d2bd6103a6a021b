export interface Subscription {
  /** Logical consumer group; also the name under which inbox heads and parked messages are kept. */
  readonly group: string;
  /** Logical topics. */
  readonly topics: readonly string[];
  /**
   * What to do with an event whose type no contract declares. `PARK` (the default) keeps it, and its key's later ones,
   * for a version of this application that knows it; `SKIP` counts it and goes on.
   */
  readonly unknownTypes?: 'PARK' | 'SKIP';
}
