import { KeyService } from '../ports/key-service';
import { StoredObjects } from '../ports/stored-objects';

const PAGE = 500;

/** Wraps every data key under the key that wraps now, after which the former key isn't needed any more. */
export class KeyRotation {
  constructor(
    private readonly rows: StoredObjects,
    private readonly keys: KeyService,
  ) {}

  /** Can be broken off and begun again at any time. @returns how many keys were wrapped anew. */
  async run(): Promise<number> {
    let rewrapped = 0;
    let after: string | undefined;
    for (;;) {
      const page = await this.rows.page(PAGE, after);
      for (const { objectName, key } of page) {
        if (this.keys.isCurrent(key)) continue;
        const fresh = await this.keys.wrap(await this.keys.unwrap(key, objectName), objectName);
        if (await this.rows.rewrap(objectName, key, fresh)) rewrapped += 1;
      }
      if (page.length < PAGE) return rewrapped;
      after = page.at(-1)!.objectName;
    }
  }
}
