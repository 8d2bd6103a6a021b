import type { EntityManager } from 'typeorm';
import type { CustomerKey } from './customer-store';

/** Stands in the audit log for a reason, which may name the person and can be erased apart from it. */
export interface ReasonReference {
  readonly reasonId: string;
  /** HMAC-SHA256 of the text under the salt beside it: binds the text, and tells nothing once both are erased. */
  readonly hmac: string;
}

/** Why operators did what they did to customers, in their own words. */
export abstract class OperatorReasons {
  abstract save(tx: EntityManager, customer: CustomerKey, text: string): Promise<ReasonReference>;
}
