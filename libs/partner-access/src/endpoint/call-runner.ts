import { Inject, Injectable } from '@nestjs/common';
import { Problem, RUNTIME_DB, tenantTransaction } from '@oceafin/platform';
import type { DataSource } from 'typeorm';
import type { Admission } from '../gate/admission';
import { requestFingerprint } from '../idempotency/fingerprint';
import { earlierAnswer, inFlight, isStored } from '../idempotency/idempotency-rules';
import {
  IdempotencyStore,
  type IdempotentRequest,
  type StoredAnswer,
} from '../idempotency/idempotency-store';
import { answerOf, answerOfProblem } from './answers';
import { judgeContent } from './judge-content';
import type { PartnerCall } from './partner-call';
import type { IdempotencyFamily, JudgedCall } from './partner-endpoint.options';
import type { PartnerReply } from './partner-reply';
import { ProjectionGuard } from './projection-guard';

export type Handle = (call: PartnerCall) => Promise<PartnerReply>;

export interface Outcome {
  readonly answer: StoredAnswer;
  readonly replayed: boolean;
}

/** Another call answered this key between our snapshot and our lock: our effect is rolled back. */
class AnsweredMeanwhile extends Error {}

/** Takes an admitted request through judging, the customer's marks and one transaction to its answer. */
@Injectable()
export class CallRunner {
  constructor(
    @Inject(RUNTIME_DB) private readonly db: DataSource,
    private readonly store: IdempotencyStore,
    private readonly projections: ProjectionGuard,
  ) {}

  /** For routes without an effect: nothing can be written, nothing is stored. */
  async read(admission: Admission, params: Record<string, string>, handle: Handle): Promise<Outcome> {
    const call = judgeContent(admission, params);
    const heldBack = await this.projections.require(admission);
    const reply = await tenantTransaction(
      this.db,
      admission.client.partnerId,
      (tx) => handle({ ...call, tx, heldBack }),
      { readOnly: true },
    );
    return { answer: answerOf(reply), replayed: false };
  }

  /** For idempotent mutations. `onCommit` is called right before the commit of a handler's effect. */
  async mutate(
    admission: Admission & { key: string; family: IdempotencyFamily },
    params: Record<string, string>,
    handle: Handle,
    onCommit: () => void,
  ): Promise<Outcome> {
    const request: IdempotentRequest = {
      clientId: admission.client.clientId,
      partnerId: admission.client.partnerId,
      family: admission.family,
      key: admission.key,
      fingerprint: requestFingerprint(admission),
    };
    // An earlier answer comes before any refusal, but is looked for only when there is one, or in the effect's own
    // transaction: the common path pays no round trip for it.
    let call: JudgedCall | undefined;
    try {
      call = judgeContent(admission, params);
      if (!(await this.projections.isReady(admission))) {
        const earlier = await this.findEarlier(request);
        if (earlier) return { answer: earlier, replayed: true };
        await this.projections.require(admission);
      }
    } catch (refusal) {
      if (!(refusal instanceof Problem)) throw refusal;
      return this.refuse(request, bodyFirst(refusal, admission, call), admission.headers.requestId);
    }
    return this.effect(request, call, handle, onCommit);
  }

  private async effect(
    request: IdempotentRequest,
    call: JudgedCall,
    handle: Handle,
    onCommit: () => void,
  ): Promise<Outcome> {
    try {
      return await tenantTransaction(this.db, request.partnerId, async (tx) => {
        const earlier = earlierAnswer(await this.store.claim(tx, request), request);
        if (earlier) return { answer: earlier, replayed: true };
        const answer = answerOf(await handle({ ...call, tx }));
        if (!(await this.store.store(tx, request, answer))) throw new AnsweredMeanwhile();
        onCommit();
        return { answer, replayed: false };
      });
    } catch (error) {
      // What the handler wrote is undone; its refusal, where it stays, is stored by itself.
      if (error instanceof Problem && isStored(error)) return this.refuse(request, error, call.requestId);
      if (!(error instanceof AnsweredMeanwhile)) throw error;
      const earlier = await this.findEarlier(request);
      if (!earlier) throw inFlight();
      return { answer: earlier, replayed: true };
    }
  }

  /** Answers with what the key holds already; else stores the refusal where it is one that stays. */
  private async refuse(request: IdempotentRequest, refusal: Problem, requestId: string): Promise<Outcome> {
    return tenantTransaction(this.db, request.partnerId, async (tx) => {
      const earlier = earlierAnswer(await this.store.claim(tx, request), request);
      if (earlier) return { answer: earlier, replayed: true };
      if (!isStored(refusal)) throw refusal;
      const answer = answerOfProblem(refusal, requestId);
      if (!(await this.store.store(tx, request, answer))) throw inFlight();
      return { answer, replayed: false };
    });
  }

  private findEarlier(request: IdempotentRequest): Promise<StoredAnswer | undefined> {
    return tenantTransaction(
      this.db,
      request.partnerId,
      async (tx) => earlierAnswer(await this.store.claim(tx, request), request),
      { readOnly: true },
    );
  }
}

/** The body by itself comes before its customer: what is wrong with it, where the customer is unknown. */
function bodyFirst(refusal: Problem, { endpoint }: Admission, call: JudgedCall | undefined): Problem {
  if (refusal.code !== 'PARTNER_CUSTOMER_NOT_FOUND' || !call || !endpoint.alone) return refusal;
  const errors = endpoint.alone(call);
  return errors.length > 0 ? new Problem('PARTNER_VALIDATION_FAILED', { errors }) : refusal;
}
