import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SANDBOX_OUTCOMES, type SandboxOutcome } from '@oceafin/contracts';
import { type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { Problem } from '@oceafin/platform';
import { createdCustomerResponse } from '../../answers/customer-response';
import { Freshness } from '../../answers/freshness';
import { Ledger, type Recorded } from '../../ledger/ledger';
import type { EntityManager } from 'typeorm';
import { CustomerReader } from '../../ports';
import type { CreateCustomerRequest } from './create-customer.request';

/** Creates a customer, or gives back the one that the partner has under that ref, unchanged. */
@Injectable()
export class CreateCustomer {
  constructor(
    private readonly ledger: Ledger,
    private readonly reader: CustomerReader,
    private readonly freshness: Freshness,
  ) {}

  async handle({ tx, client, body }: PartnerCall<CreateCustomerRequest>): Promise<PartnerReply> {
    const { partnerId } = client;
    const { partnerCustomerRef, customerType, displayName, metadata = {} } = body;
    const opened = await this.ledger.open(
      tx,
      { customerId: randomUUID(), partnerId, partnerCustomerRef, customerType, displayName, metadata },
      client.mode === 'sandbox' ? outcomeOf(metadata) : null,
    );
    if (opened) return created(opened);
    await this.untilKnown(tx, partnerId, partnerCustomerRef);
    const view = await this.reader.byRef(tx, partnerId, partnerCustomerRef);
    if (!view) throw new Error('A customer that was found by its ref is gone.');
    if (view.customerType !== customerType) throw new Problem('PARTNER_CUSTOMER_REF_CONFLICT');
    const version = await this.ledger.version(tx, view.customerId);
    return reply(200, createdCustomerResponse(view), { mark: { customerId: view.customerId, version } });
  }

  /** One that was there already may have moved on in other apps since this app last heard of it. */
  private async untilKnown(tx: EntityManager, partnerId: string, partnerCustomerRef: string): Promise<void> {
    const there = await this.reader.byRef(tx, partnerId, partnerCustomerRef);
    if (there) await this.freshness.settle({ partnerId, customerId: there.customerId });
  }
}

/** Nothing has touched it yet, so it needs no reading back. */
function created({ identity, customer, version }: Recorded): PartnerReply {
  const { status, statusChangedAt: at } = customer;
  return reply(201, createdCustomerResponse({ ...identity, status, createdAt: at, updatedAt: at }), {
    mark: version === null ? undefined : { customerId: identity.customerId, version },
  });
}

function outcomeOf(metadata: Readonly<Record<string, string>>): SandboxOutcome | null {
  return SANDBOX_OUTCOMES.find((outcome) => outcome === metadata.sandboxOutcome) ?? null;
}
