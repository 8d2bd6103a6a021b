import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CustomerClosed, CustomerCreated, CustomerReinstated, CustomerSuspended } from '@oceafin/contracts';
import { EventContext } from '@oceafin/messaging';
import { CustomersProjection } from '../projections/customers/customers.projection';

/** Keeps which customers there are, of whom, and what platform controls say of them. */
@Controller()
export class FollowCustomerControlsPolicy {
  constructor(private readonly customers: CustomersProjection) {}

  @EventPattern<string>(CustomerCreated.type)
  created(@Payload() data: CustomerCreated, @Ctx() { tx }: EventContext): Promise<void> {
    return this.customers.add(tx, data.customerId, data.partnerId, data.customerType);
  }

  @EventPattern<string>(CustomerSuspended.type)
  suspended(@Payload() data: CustomerSuspended, @Ctx() { tx }: EventContext): Promise<void> {
    return this.customers.setControl(tx, data.customerId, 'SUSPENDED');
  }

  @EventPattern<string>(CustomerReinstated.type)
  reinstated(@Payload() data: CustomerReinstated, @Ctx() { tx }: EventContext): Promise<void> {
    return this.customers.setControl(tx, data.customerId, 'NONE');
  }

  @EventPattern<string>(CustomerClosed.type)
  closed(@Payload() data: CustomerClosed, @Ctx() { tx }: EventContext): Promise<void> {
    return this.customers.setControl(tx, data.customerId, 'CLOSED');
  }
}
