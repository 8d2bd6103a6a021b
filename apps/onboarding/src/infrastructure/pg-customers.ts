import { Injectable } from '@nestjs/common';
import type { CustomerStatus } from '@oceafin/contracts';
import type { EntityManager } from 'typeorm';
import { type Customer, Customers } from '../ports/customers';

const COLUMNS = `customer_id AS "customerId", partner_id AS "partnerId", partner_customer_ref AS "partnerCustomerRef",
  customer_type AS "customerType", sandbox_outcome AS "sandboxOutcome", status, created_at AS "createdAt"`;

const PUT = `
  INSERT INTO customers
    (customer_id, partner_id, partner_customer_ref, customer_type, sandbox_outcome, status, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (customer_id) DO NOTHING`;

/** The customer app's customers as far as this app needs them. */
@Injectable()
export class PgCustomers extends Customers {
  override async get(tx: EntityManager, customerId: string): Promise<Customer | null> {
    const sql = `SELECT ${COLUMNS} FROM customers WHERE customer_id = $1`;
    const [row] = await tx.query<(Customer & { createdAt: Date })[]>(sql, [customerId]);
    return row ? { ...row, createdAt: (row.createdAt as Date).toISOString() } : null;
  }

  override async put(tx: EntityManager, customer: Customer): Promise<void> {
    const { customerId, partnerId, partnerCustomerRef, customerType, sandboxOutcome } = customer;
    const { status, createdAt } = customer;
    const values = [customerId, partnerId, partnerCustomerRef, customerType, sandboxOutcome];
    await tx.query(PUT, [...values, status, createdAt]);
  }

  override async setStatus(tx: EntityManager, customerId: string, status: CustomerStatus): Promise<void> {
    await tx.query('UPDATE customers SET status = $2 WHERE customer_id = $1', [customerId, status]);
  }
}
