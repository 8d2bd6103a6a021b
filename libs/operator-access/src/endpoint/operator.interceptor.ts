import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import {
  answerOf,
  answerOfProblem,
  earlierAnswer,
  IdempotencyStore,
  inFlight,
  isStored,
  PartnerMarks,
  requestFingerprint,
  send,
  type Claim,
  type IdempotentRequest,
  type StoredAnswer,
} from '@oceafin/partner-access';
import { contextOf, Problem, WORKER_DB, workerTransaction } from '@oceafin/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import type { DataSource, EntityManager } from 'typeorm';
import { judgeOperatorContent } from './judge-operator-content';
import type { OperatorAdmission } from './operator-admission';
import type { OperatorReply } from './operator-reply';

/** Operators act across partners: their keys belong to none. */
const NO_PARTNER = '00000000-0000-0000-0000-000000000000';

type Handle = (tx: EntityManager) => Promise<OperatorReply>;

/** Runs the handlers of operator routes, each in one worker transaction, and answers for them. */
@Injectable()
export class OperatorInterceptor implements NestInterceptor {
  constructor(
    @Inject(WORKER_DB) private readonly db: DataSource,
    private readonly store: IdempotencyStore,
    private readonly marks: PartnerMarks,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const admission = request.operatorAdmission;
    if (!admission) return next.handle();
    const { requestId } = contextOf(request);
    let mark: OperatorReply['mark'];
    const handle: Handle = async (tx) => {
      const call = judgeOperatorContent(admission, request.params as Record<string, string>, requestId);
      request.operatorCall = { ...call, tx };
      const reply = await lastValueFrom(next.handle() as Observable<OperatorReply>);
      mark = reply.mark;
      return reply;
    };
    return defer(async () => {
      const { answer, replayed } = await workerTransaction(this.db, (tx) =>
        this.run(tx, admission, requestId, handle),
      );
      if (mark && !replayed) await this.marks.set(mark.partnerId, mark);
      await send(context.switchToHttp().getResponse<FastifyReply>(), answer, replayed);
    });
  }

  private async run(
    tx: EntityManager,
    admission: OperatorAdmission,
    requestId: string,
    handle: Handle,
  ): Promise<{ answer: StoredAnswer; replayed: boolean }> {
    if (admission.idempotencyKey === undefined)
      return { answer: answerOf(await handle(tx)), replayed: false };
    const request: IdempotentRequest = {
      clientId: `operator:${admission.operator.subject}`,
      partnerId: NO_PARTNER,
      family: 'operator',
      key: admission.idempotencyKey,
      fingerprint: requestFingerprint(admission),
    };
    const earlier = asOperators(await this.store.claim(tx, request), request);
    if (earlier) return { answer: earlier, replayed: true };
    const answer = await this.handleOrRefuse(tx, requestId, handle);
    // Another call answered this key between our snapshot and our lock: ours is rolled back.
    if (!(await this.store.store(tx, request, answer))) throw stateInvalid(inFlight());
    return { answer, replayed: false };
  }

  private async handleOrRefuse(tx: EntityManager, requestId: string, handle: Handle): Promise<StoredAnswer> {
    await tx.query('SAVEPOINT handler');
    try {
      return answerOf(await handle(tx));
    } catch (refusal) {
      if (!(refusal instanceof Problem && isStored(refusal))) throw refusal;
      await tx.query('ROLLBACK TO SAVEPOINT handler');
      return answerOfProblem(refusal, requestId);
    }
  }
}

/** As `earlierAnswer`, refusing in the operators' words: theirs has one code for every 409. */
function asOperators(claim: Claim, request: IdempotentRequest): StoredAnswer | undefined {
  try {
    return earlierAnswer(claim, request);
  } catch (refusal) {
    throw refusal instanceof Problem && refusal.status === 409 ? stateInvalid(refusal) : refusal;
  }
}

function stateInvalid({ detail, headers }: Problem): Problem {
  return new Problem('OPERATOR_STATE_INVALID', { detail, headers });
}
