import { Inject, Injectable } from '@nestjs/common';
import { CustomerOperatorActed } from '@oceafin/contracts';
import { Outbox } from '@oceafin/messaging';
import { ActLog, type OperatorCall, type OperatorReply } from '@oceafin/operator-access';
import { Problem } from '@oceafin/platform';
import { ActionNotAllowedError, type CustomerCommand } from '../../domain';
import { Ledger, type Recorded } from '../../ledger/ledger';
import { CustomerStore, OperatorReasons } from '../../ports';
import type { ControlCustomerRequest, ControlCustomerResponse } from './control-customer.dto';

export type Control = Extract<CustomerCommand, { kind: 'suspend' | 'reinstate' | 'close' }>;

/** Platform controls over one customer, whichever partner it belongs to. */
@Injectable()
export class ControlCustomer {
  constructor(
    private readonly ledger: Ledger,
    private readonly store: CustomerStore,
    private readonly reasons: OperatorReasons,
    private readonly acts: ActLog,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {}

  async handle(call: OperatorCall<ControlCustomerRequest>, control: Control): Promise<OperatorReply> {
    const { tx, operator, params, body } = call;
    const customerId = params.customerId!;
    const partnerId = await this.store.partnerOf(tx, customerId);
    if (partnerId === null) throw new Problem('OPERATOR_RESOURCE_NOT_FOUND');
    const { customer, version } = await asOperator(
      this.ledger.record(tx, { customerId, partnerId }, control),
    );
    const reason = await this.reasons.save(tx, { customerId, partnerId }, body.reason);
    const data = await this.acts.record(tx, {
      operator,
      action: `customer.${control.kind}`,
      customerId,
      detail: { reason },
    });
    await this.outbox.append(tx, [{ contract: CustomerOperatorActed, data, key: customerId }]);
    const response: ControlCustomerResponse = { customerId, status: customer.status };
    return {
      status: 200,
      body: response,
      mark: version === null ? undefined : { partnerId, customerId, version },
    };
  }
}

async function asOperator(work: Promise<Recorded>): Promise<Recorded> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ActionNotAllowedError) {
      throw new Problem('OPERATOR_STATE_INVALID', { detail: error.message });
    }
    throw error;
  }
}
