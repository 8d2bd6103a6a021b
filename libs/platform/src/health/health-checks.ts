import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Resolves when the dependency can be used, rejects otherwise. */
export type Check = () => Promise<void>;

/** What readiness asks for; every module registers the dependencies it can't serve without. */
@Injectable()
export class HealthChecks implements OnModuleDestroy {
  private readonly checks = new Map<string, Check>();

  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** The first step of a shutdown: no new work is wanted. */
  onModuleDestroy(): void {
    this.register('running', () => Promise.reject(new Error('stopping')));
  }

  entries(): [string, Check][] {
    return [...this.checks];
  }
}
