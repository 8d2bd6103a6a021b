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

/** Operators act across partners: a key belongs to the partner whose customer was acted on, or to none. */
const NO_PARTNER = '00000000-0000-0000-0000-000000000000';

type Handle = (tx: EntityManager) => Promise<OperatorReply>;

/** An answer, and whose the customer is whom its mark is about. */
interface Outcome {
  readonly answer: StoredAnswer;
  readonly partnerId: string;
  readonly replayed: boolean;
}

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
    const handle: Handle = async (tx) => {
      const call = judgeOperatorContent(admission, request.params as Record<string, string>, requestId);
      request.operatorCall = { ...call, tx };
      return lastValueFrom(next.handle() as Observable<OperatorReply>);
    };
    return defer(async () => {
      const { answer, partnerId, replayed } = await workerTransaction(this.db, (tx) =>
        this.run(tx, admission, requestId, handle),
      );
      // A replay too: the first answer may have died between its commit and the mark.
      if (answer.mark) await this.marks.set(partnerId, answer.mark);
      await send(context.switchToHttp().getResponse<FastifyReply>(), answer, replayed);
    });
  }

  private async run(
    tx: EntityManager,
    admission: OperatorAdmission,
    requestId: string,
    handle: Handle,
  ): Promise<Outcome> {
    if (admission.idempotencyKey === undefined) return outcomeOf(await handle(tx));
    const request: IdempotentRequest = {
      clientId: `operator:${admission.operator.subject}`,
      partnerId: NO_PARTNER,
      family: 'operator',
      key: admission.idempotencyKey,
      fingerprint: requestFingerprint(admission),
    };
    const claim = await this.store.claim(tx, request);
    const earlier = asOperators(claim, request);
    if (earlier && claim.state === 'ANSWERED') {
      return { answer: earlier, partnerId: claim.partnerId, replayed: true };
    }
    const outcome = await this.handleOrRefuse(tx, requestId, handle);
    const { answer, partnerId } = outcome;
    // Another call answered this key between our snapshot and our lock: ours is rolled back.
    if (!(await this.store.store(tx, { ...request, partnerId }, answer))) throw stateInvalid(inFlight());
    return outcome;
  }

  private async handleOrRefuse(tx: EntityManager, requestId: string, handle: Handle): Promise<Outcome> {
    await tx.query('SAVEPOINT handler');
    try {
      return outcomeOf(await handle(tx));
    } catch (refusal) {
      if (!(refusal instanceof Problem && isStored(refusal))) throw refusal;
      await tx.query('ROLLBACK TO SAVEPOINT handler');
      return { answer: answerOfProblem(refusal, requestId), partnerId: NO_PARTNER, replayed: false };
    }
  }
}

function outcomeOf(reply: OperatorReply): Outcome {
  return { answer: answerOf(reply), partnerId: reply.mark?.partnerId ?? NO_PARTNER, replayed: false };
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
