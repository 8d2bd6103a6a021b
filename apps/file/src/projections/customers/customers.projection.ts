import { Injectable } from '@nestjs/common';
import type { CustomerType } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import type { CustomerControl } from '../../domain/file-asset';

/** The table `customers`: what this app knows of each customer, from the customer app's events. */
@Injectable()
export class CustomersProjection {
  async add(
    tx: EntityManager,
    customerId: string,
    partnerId: string,
    customerType: CustomerType,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO customers (customer_id, partner_id, customer_type) VALUES ($1, $2, $3)
       ON CONFLICT (customer_id) DO NOTHING`,
      [customerId, partnerId, customerType],
    );
  }

  async setControl(tx: EntityManager, customerId: string, control: CustomerControl): Promise<void> {
    await tx.query('UPDATE customers SET control = $2 WHERE customer_id = $1', [customerId, control]);
  }
}
