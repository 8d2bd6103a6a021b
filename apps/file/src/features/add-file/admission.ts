import { Injectable } from '@nestjs/common';
import type { PartnerCall } from '@oceafin/partner-access';
import { fieldError, Problem } from '@oceafin/platform';
import { refusalToAdd } from '../../domain/admission';
import { FileAssets } from '../../ports/file-assets';

/** Whether a customer may get one more file; further additions wait until this call's transaction ends. */
@Injectable()
export class Admission {
  constructor(private readonly assets: FileAssets) {}

  /** `pointer` is the member that would bring the file. */
  async admit(call: PartnerCall, customerId: string, pointer: string): Promise<void> {
    const customer = await this.assets.customer(call.tx, customerId);
    if (!customer) throw new Problem('PARTNER_CUSTOMER_NOT_FOUND');
    const refusal = refusalToAdd(customer, await this.assets.countForAdding(call.tx, customerId));
    if (refusal === undefined) return;
    if (refusal === 'QUOTA_EXCEEDED') {
      throw new Problem('PARTNER_VALIDATION_FAILED', {
        errors: [fieldError('FILE_QUOTA_EXCEEDED', pointer)],
      });
    }
    throw new Problem('PARTNER_RESOURCE_STATE_INVALID', {
      detail: `Files can't be added while the customer is ${refusal}.`,
    });
  }
}
