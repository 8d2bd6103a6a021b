import type { AuditEntry } from '@oceafin/operator-access';
import type { EntityManager } from 'typeorm';

/** What operators did in other apps, on its way into the one audit log. */
export abstract class ToldActs {
  /** Kept with the caller's transaction; a line of the log soon after it. */
  abstract add(tx: EntityManager, act: AuditEntry): Promise<void>;
}
