/** Upkeep of rows that stand for stored bytes. */
export abstract class StoredObjects {
  /** Those of the names that have no row. */
  abstract withoutRow(objectNames: readonly string[]): Promise<string[]>;
  /** Forgets assets that were deleted before `before` and that no submission names, and bytes of no asset. */
  abstract purgeDeleted(before: Date): Promise<void>;
}
