import { ObjectStorage, ObjectMissingError, StorageUnavailableError } from '../ports/object-storage';
import { type InventoryEntry, StoredObjects } from '../ports/stored-objects';
import { DocumentVault } from '../vault/document-vault';

/** What is wrong with one object. Only orphans can be repaired here; the others take a backup. */
export interface Discrepancy {
  readonly objectName: string;
  /** ORPHAN: bytes without a row. MISSING: a row without bytes. DAMAGED: other bytes than were received. */
  readonly kind: 'ORPHAN' | 'MISSING' | 'DAMAGED';
  /** No content of the file. */
  readonly why: string;
}

export interface Reconciled {
  readonly rows: number;
  readonly objects: number;
  readonly discrepancies: readonly Discrepancy[];
}

export interface ReconciliationOptions {
  /** Bytes written since may belong to an upload that is under way. */
  readonly orphanedBefore: Date;
}

const PAGE = 500;
const LOOKED_UP = 500;

/** Compares every row with its bytes, read to the end and their digest compared, and every object with its row. */
export class Reconciliation {
  constructor(
    private readonly rows: StoredObjects,
    private readonly storage: ObjectStorage,
    private readonly vault: DocumentVault,
  ) {}

  /** @throws StorageUnavailableError: a storage that is away must not look like one that lost everything. */
  async report({ orphanedBefore }: ReconciliationOptions): Promise<Reconciled> {
    await this.storage.check();
    const discrepancies: Discrepancy[] = [];
    let rows = 0;
    for await (const entry of this.inventory()) {
      rows += 1;
      const found = await this.checked(entry);
      if (found) discrepancies.push(found);
    }
    const { objects, orphans } = await this.orphans(orphanedBefore);
    return { rows, objects, discrepancies: [...discrepancies, ...orphans] };
  }

  /** Removes the orphans; gives what is left to people. */
  async repair(discrepancies: readonly Discrepancy[]): Promise<Discrepancy[]> {
    for (const { kind, objectName } of discrepancies)
      if (kind === 'ORPHAN') await this.storage.remove(objectName);
    return discrepancies.filter(({ kind }) => kind !== 'ORPHAN');
  }

  private async *inventory(): AsyncGenerator<InventoryEntry> {
    let after: string | undefined;
    for (;;) {
      const page = await this.rows.page(PAGE, after);
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)!.objectName;
    }
  }

  private async checked(entry: InventoryEntry): Promise<Discrepancy | undefined> {
    const { objectName } = entry;
    try {
      for await (const bytes of this.vault.read(entry)) void bytes;
      return undefined;
    } catch (error) {
      if (error instanceof StorageUnavailableError) throw error;
      if (!(error instanceof ObjectMissingError))
        return { objectName, kind: 'DAMAGED', why: (error as Error).message };
      // The retention policy gives up what was rejected.
      return entry.status === 'REJECTED'
        ? undefined
        : { objectName, kind: 'MISSING', why: `a ${entry.status} file has no bytes` };
    }
  }

  private async orphans(before: Date): Promise<{ objects: number; orphans: Discrepancy[] }> {
    const orphans: Discrepancy[] = [];
    let objects = 0;
    let batch: string[] = [];
    const lookUp = async (): Promise<void> => {
      for (const objectName of await this.rows.disposable(batch, new Date(0)))
        orphans.push({ objectName, kind: 'ORPHAN', why: 'no file refers to these bytes' });
      batch = [];
    };
    for await (const { name, modifiedAt } of this.storage.list()) {
      objects += 1;
      if (modifiedAt < before) batch.push(name);
      if (batch.length >= LOOKED_UP) await lookUp();
    }
    if (batch.length > 0) await lookUp();
    return { objects, orphans };
  }
}
