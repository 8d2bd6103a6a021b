import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type CustomerKey, OperatorReasons, type ReasonReference } from '../ports';

const SALT_BYTES = 32;

const INSERT = `
  INSERT INTO operator_reasons (reason_id, customer_id, partner_id, salt, text) VALUES ($1, $2, $3, $4, $5)`;

@Injectable()
export class PgOperatorReasons extends OperatorReasons {
  override async save(
    tx: EntityManager,
    { customerId, partnerId }: CustomerKey,
    text: string,
  ): Promise<ReasonReference> {
    const [reasonId, salt] = [randomUUID(), randomBytes(SALT_BYTES)];
    await tx.query(INSERT, [reasonId, customerId, partnerId, salt, text]);
    return { reasonId, hmac: createHmac('sha256', salt).update(text).digest('hex') };
  }
}
