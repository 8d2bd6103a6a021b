import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's package `faketime`, of the usual architectures. */
const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`,
);

/** The wall clocks of the app instances, each of which can be set while it runs (libfaketime). */
export class AppClocks {
  private readonly library = LIBRARIES.find((path) => existsSync(path));

  constructor(private readonly folder: string) {}

  get canBeSet(): boolean {
    return this.library !== undefined;
  }

  /** What makes a process read its clock here; timers go on by the monotonic clock, as on a real machine. */
  env(instance: string): NodeJS.ProcessEnv {
    if (!this.library) return {};
    if (!existsSync(this.fileOf(instance))) this.set(instance, 0);
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.fileOf(instance),
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  set(instance: string, seconds: number): void {
    writeFileSync(this.fileOf(instance), `${seconds < 0 ? '' : '+'}${seconds}\n`);
  }

  private fileOf(instance: string): string {
    return join(this.folder, instance.replace(' ', '-'));
  }
}
