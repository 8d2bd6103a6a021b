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

  /**
   * PARTNER_CUSTOMER_NOT_FOUND without any mark; PARTNER_PROCESSING_UNAVAILABLE when the projection stays behind.
   * @returns customers who are held back, whom an answer about every customer must not show
   */
  async require(admission: Admission): Promise<readonly string[]> {
    const heldBack = await this.judge(admission, WAIT_MS);
    if (!heldBack) {
      throw new Problem('PARTNER_PROCESSING_UNAVAILABLE', {
        detail: 'An earlier change is still being processed; retry with the same key and body.',
      });
    }
    return heldBack;
  }

  /** As `require`, without waiting. */
  async isReady(admission: Admission): Promise<boolean> {
    return (await this.judge(admission, 0)) !== undefined;
  }

  private async judge(
    { endpoint, client, marks }: Admission,
    waitMs: number,
  ): Promise<readonly string[] | undefined> {
    if (endpoint.customer) {
      if (marks.length === 0) throw new Problem('PARTNER_CUSTOMER_NOT_FOUND');
      return (await this.heads.reached(marks, waitMs)) ? [] : undefined;
    }
    return endpoint.everyCustomer ? this.settled.settle(client.partnerId, waitMs) : [];
  }
}
