import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import {
  CustomerActivityRecorded,
  CustomerClosed,
  CustomerCreated,
  CustomerReinstated,
  CustomerStatusChanged,
  CustomerSuspended,
} from '@oceafin/contracts';
import { EventContext } from '@oceafin/messaging';
import type { EntityManager } from 'typeorm';
import { type Control, newCase } from '../domain';
import { Cases } from '../ports/cases';
import { Customers } from '../ports/customers';

type Told = Pick<CustomerStatusChanged, 'customerId' | 'entry'>;

/** Keeps the customers as this app needs them; a new customer gets its case, controls reach it. */
@Controller()
export class FollowCustomersPolicy {
  constructor(
    private readonly customers: Customers,
    private readonly cases: Cases,
  ) {}

  @EventPattern<string>(CustomerCreated.type)
  async created(@Payload() data: CustomerCreated, @Ctx() { tx }: EventContext): Promise<void> {
    const { customerId, partnerId, partnerCustomerRef, customerType, sandboxOutcome, entry } = data;
    const customer = { customerId, partnerId, partnerCustomerRef, customerType, sandboxOutcome };
    await this.customers.put(tx, { ...customer, status: entry.to ?? 'DRAFT', createdAt: entry.at });
    const state = newCase({ caseId: randomUUID(), customerId, partnerId, customerType });
    await this.cases.open(tx, state, { at: entry.at, partnerCustomerRef });
  }

  @EventPattern<string>(CustomerStatusChanged.type)
  async statusChanged(@Payload() data: CustomerStatusChanged, @Ctx() { tx }: EventContext): Promise<void> {
    await this.project(tx, data);
  }

  /** Changes no status; named here so that its type is one this app knows. */
  @EventPattern<string>(CustomerActivityRecorded.type)
  async active(@Payload() data: CustomerActivityRecorded, @Ctx() { tx }: EventContext): Promise<void> {
    await this.project(tx, data);
  }

  @EventPattern<string>(CustomerSuspended.type)
  async suspended(@Payload() data: CustomerSuspended, @Ctx() { tx }: EventContext): Promise<void> {
    await this.control(tx, data, 'SUSPENDED');
  }

  @EventPattern<string>(CustomerReinstated.type)
  async reinstated(@Payload() data: CustomerReinstated, @Ctx() { tx }: EventContext): Promise<void> {
    await this.control(tx, data, 'NONE');
  }

  @EventPattern<string>(CustomerClosed.type)
  async closed(@Payload() data: CustomerClosed, @Ctx() { tx }: EventContext): Promise<void> {
    await this.control(tx, data, 'CLOSED');
  }

  private async project(tx: EntityManager, { customerId, entry }: Told): Promise<void> {
    if (entry.to) await this.customers.setStatus(tx, customerId, entry.to);
  }

  private async control(tx: EntityManager, data: Told, control: Control): Promise<void> {
    await this.project(tx, data);
    const { customerId } = data;
    await this.cases.change(tx, { customerId }, () => [{ type: 'SetControl', control }]);
  }
}
