import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CustomerOperatorActed, FileOperatorActed } from '@oceafin/contracts';
import { EventContext } from '@oceafin/messaging';
import { AuditLog } from '@oceafin/operator-access';
import type { EntityManager } from 'typeorm';

/** Keeps the one audit log: what operators do in the other apps is a line of it, bound to the line there by its hash. */
@Controller()
export class LogActsPolicy {
  constructor(private readonly audit: AuditLog) {}

  @EventPattern<string>(CustomerOperatorActed.type)
  async controlled(@Payload() data: CustomerOperatorActed, @Ctx() { tx }: EventContext): Promise<void> {
    await this.record(tx, data, { app: 'customer' });
  }

  @EventPattern<string>(FileOperatorActed.type)
  async viewed(@Payload() data: FileOperatorActed, @Ctx() { tx }: EventContext): Promise<void> {
    await this.record(tx, data, { app: 'file', fileAssetId: data.fileAssetId });
  }

  private async record(tx: EntityManager, act: CustomerOperatorActed, where: object): Promise<void> {
    const { operator: name, subject, role, action, customerId, auditId, hash, at } = act;
    await this.audit.record(tx, {
      operator: { name, subject, role },
      action,
      customerId: customerId ?? undefined,
      detail: { ...where, auditId, hash, at },
    });
  }
}
