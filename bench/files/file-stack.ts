import { readFileSync } from 'node:fs';
import { SignedClient } from '@oceafin/testing';
import { Cluster } from '../../tests/chaos/cluster/cluster';

/** One instance of the file app as it is deployed, with its real neighbours, and clamd where the machine has it. */
export class FileStack {
  private constructor(private readonly cluster: Cluster) {}

  static async start(): Promise<FileStack> {
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    return new FileStack(await Cluster.start({ instances: 1, scanner: true, say }));
  }

  /** Of the app itself: what the ingress costs is no part of it. */
  get origin(): string {
    return `http://127.0.0.1:${this.cluster.portOf('file', 0)}`;
  }

  client(origin = this.origin): SignedClient {
    return new SignedClient({ ...this.cluster.partner, baseUrl: origin, timeoutMs: 300_000 });
  }

  get pid(): number {
    return this.cluster.member('file 1').pid!;
  }

  get clamdUrl(): string | undefined {
    return this.cluster.clamdUrl;
  }

  /** Scans wait for the scanner meanwhile; without one they go on. */
  async withoutScans<T>(work: () => Promise<T>): Promise<T> {
    const clamd = this.cluster.members.get('clamd');
    clamd?.pause();
    try {
      return await work();
    } finally {
      clamd?.resume();
    }
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
    this.cluster.remove();
  }
}

/** Resident memory of a process in MiB. */
export function residentMebibytes(pid: number): number {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}
