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
    return this.unwrap((await this.wrapped(tx, customerId)) ?? null, customerId);
  }

  /** @param wrapped as stored. @throws Error where it is gone, so that nothing can be read any more */
  unwrap(wrapped: Buffer | null, customerId: string): Buffer {
    if (!wrapped) throw new Error('the evidence of this customer was erased');
    return open(this.kek, wrapped, customerId);
  }

  /** Undefined for a customer who was erased, or of whom nothing was ever stored. */
  async ifThere(tx: EntityManager, customerId: string): Promise<Buffer | undefined> {
    const wrapped = await this.wrapped(tx, customerId);
    return wrapped && open(this.kek, wrapped, customerId);
  }

  private async wrapped(tx: EntityManager, customerId: string): Promise<Buffer | undefined> {
    const sql = 'SELECT wrapped_key FROM customer_keys WHERE customer_id = $1';
    const [row] = await tx.query<{ wrapped_key: Buffer }[]>(sql, [customerId]);
    return row?.wrapped_key;
  }
}
