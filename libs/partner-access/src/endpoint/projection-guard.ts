import { Injectable } from '@nestjs/common';
import { Problem } from '@oceafin/platform';
import type { Admission } from '../gate/admission';
import { ProjectionHeads } from '../marks/projection-heads';
import { SettledMarks } from '../marks/settled-marks';

const WAIT_MS = 2_000;

/** Read your writes: a call waits, before its transaction, until this app knows what the partner was told elsewhere. */
@Injectable()
export class ProjectionGuard {
  constructor(
    private readonly heads: ProjectionHeads,
    private readonly settled: SettledMarks,
  ) {}

  /** PARTNER_CUSTOMER_NOT_FOUND without any mark; PARTNER_PROCESSING_UNAVAILABLE when the projection stays behind. */
  async require(admission: Admission): Promise<void> {
    if (!(await this.judge(admission, WAIT_MS))) {
      throw new Problem('PARTNER_PROCESSING_UNAVAILABLE', {
        detail: 'An earlier change is still being processed; retry with the same key and body.',
      });
    }
  }

  /** As `require`, without waiting. */
  isReady(admission: Admission): Promise<boolean> {
    return this.judge(admission, 0);
  }

  private async judge({ endpoint, client, marks }: Admission, waitMs: number): Promise<boolean> {
    if (endpoint.customer) {
      if (marks.length === 0) throw new Problem('PARTNER_CUSTOMER_NOT_FOUND');
      return this.heads.reached(marks, waitMs);
    }
    return endpoint.everyCustomer ? this.settled.settle(client.partnerId, waitMs) : true;
  }
}
