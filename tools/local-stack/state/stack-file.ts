import { rmSync } from 'node:fs';
import { DATABASES, type DatabaseName } from '../../database/databases';
import { postgresUrl } from '../servers/postgres';
import type { Ports } from '../layout';
import { writeAtomically } from './atomic-write';

export type Scanner = 'clamd' | 'structural';

interface RunningProcess {
  readonly name: string;
  readonly pid: number;
}

/**
 * What the outside knows of a running stack: `.local/stack.json` (section 10 of the contract). There
 * from the moment all is ready until shutdown begins, and brought up to date at every restart.
 */
export class StackFile {
  private readonly processes = new Map<string, RunningProcess>();
  private published = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly facts: { ports: Ports; password: string; scanner: Scanner },
  ) {
    rmSync(path, { force: true });
  }

  /** @param key tells instances of one name apart */
  started(key: string, name: string, pid: number): void {
    this.processes.set(key, { name, pid });
    if (this.published) this.write();
  }

  publish(): Promise<void> {
    this.published = true;
    this.write();
    return this.writing;
  }

  async remove(): Promise<void> {
    this.published = false;
    await this.writing;
    rmSync(this.path, { force: true });
  }

  private write(): void {
    this.writing = this.writing.then(() =>
      this.published ? writeAtomically(this.path, `${JSON.stringify(this.content(), null, 2)}\n`) : undefined,
    );
  }

  private content(): object {
    const { ports, password, scanner } = this.facts;
    const url = (database: DatabaseName): string => postgresUrl(ports.postgres, password, database);
    return {
      ready: true,
      mode: 'sandbox',
      ingress: `http://127.0.0.1:${ports.ingress}`,
      kafka: `127.0.0.1:${ports.kafka}`,
      postgres: Object.fromEntries(
        DATABASES.map((database) => [
          database === 'partner_access' ? 'partnerAccess' : database,
          url(database),
        ]),
      ),
      scanner,
      processes: [...this.processes.values()],
    };
  }
}
