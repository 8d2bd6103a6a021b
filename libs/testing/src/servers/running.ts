import type { GuardedProcess } from '../../../../tools/local-stack/process/guarded';

interface Running {
  readonly servers: GuardedProcess[];
  readonly folders: string[];
}

/** What global setup started and global teardown removes; both run in jest's own process. */
export const running: Running = { servers: [], folders: [] };
