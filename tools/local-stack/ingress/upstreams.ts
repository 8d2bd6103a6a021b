import type { AppName } from './route';

/** Loopback ports of the running instances of each app. */
export type Upstreams = Readonly<Record<AppName, readonly number[]>>;

/** Deals out the instances of an app in turn. */
export class RoundRobin {
  private readonly next: Record<AppName, number> = { customer: 0, file: 0, onboarding: 0 };

  constructor(private readonly upstreams: Upstreams) {}

  /** All instances of the app, the one whose turn it is first; the others are for when it refuses. */
  candidates(app: AppName): number[] {
    const ports = this.upstreams[app];
    const first = this.next[app]++ % ports.length;
    return [...ports.slice(first), ...ports.slice(0, first)];
  }
}
