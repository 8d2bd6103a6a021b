import { Injectable } from '@nestjs/common';

/** Resolves when the dependency can be used, rejects otherwise. */
export type Check = () => Promise<void>;

/** What readiness asks for; every module registers the dependencies it can't serve without. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, Check>();

  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  entries(): [string, Check][] {
    return [...this.checks];
  }
}
