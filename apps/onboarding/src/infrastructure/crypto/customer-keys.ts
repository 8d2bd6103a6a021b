import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CustomerScope } from '../../ports/evidence';
import { open, seal } from './sealed-box';

/** Key-encryption key, 32 bytes. */
export const EVIDENCE_KEK = Symbol('EVIDENCE_KEK');

/** Every customer's data key, wrapped by the key-encryption key. Erasing a customer is deleting its key. */
@Injectable()
export class CustomerKeys {
  constructor(@Inject(EVIDENCE_KEK) private readonly kek: Buffer) {}

  /** Called under the case's lock: two can't make different keys. */
  async forWriting(tx: EntityManager, scope: CustomerScope): Promise<Buffer> {
    const known = await this.ifThere(tx, scope.customerId);
    if (known) return known;
    const key = randomBytes(32);
    await tx.query('INSERT INTO customer_keys (customer_id, partner_id, wrapped_key) VALUES ($1, $2, $3)', [
      scope.customerId,
      scope.partnerId,
      seal(this.kek, key, scope.customerId),
    ]);
    return key;
  }

  /** @throws Error when the key was destroyed */
  async forReading(tx: EntityManager, customerId: string): Promise<Buffer> {
    const key = await this.ifThere(tx, customerId);
    if (!key) throw new Error('the evidence of this customer was erased');
    return key;
  }

  /** Undefined for a customer who was erased, or of whom nothing was ever stored. */
  async ifThere(tx: EntityManager, customerId: string): Promise<Buffer | undefined> {
    const sql = 'SELECT wrapped_key FROM customer_keys WHERE customer_id = $1';
    const [row] = await tx.query<{ wrapped_key: Buffer }[]>(sql, [customerId]);
    return row && open(this.kek, row.wrapped_key, customerId);
  }
}
