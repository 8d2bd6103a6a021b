import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CustomerOperatorActed, FileOperatorActed } from '@oceafin/contracts';
import { EventContext } from '@oceafin/messaging';
import type { EntityManager } from 'typeorm';
import { ToldActs } from '../ports/told-acts';

/** Keeps the one audit log: what operators do in the other apps is a line of it, bound to the line there by its hash. */
@Controller()
export class LogActsPolicy {
  constructor(private readonly acts: ToldActs) {}

  @EventPattern<string>(CustomerOperatorActed.type)
  async controlled(@Payload() data: CustomerOperatorActed, @Ctx() { tx }: EventContext): Promise<void> {
    await this.tell(tx, data, { app: 'customer' });
  }

  @EventPattern<string>(FileOperatorActed.type)
  async viewed(@Payload() data: FileOperatorActed, @Ctx() { tx }: EventContext): Promise<void> {
    await this.tell(tx, data, { app: 'file', fileAssetId: data.fileAssetId });
  }

  private async tell(tx: EntityManager, act: CustomerOperatorActed, where: object): Promise<void> {
    const { operator: name, subject, role, action, customerId, auditId, hash, at } = act;
    await this.acts.add(tx, {
      operator: { name, subject, role },
      action,
      customerId: customerId ?? undefined,
      detail: { ...where, auditId, hash, at },
    });
  }
}
