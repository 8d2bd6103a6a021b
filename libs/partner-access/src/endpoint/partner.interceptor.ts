import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import { discard, type Admission } from '../gate/admission';
import { PartnerMarks } from '../marks/partner-marks';
import { send } from './answers';
import { CallRunner, type Handle, type Outcome } from './call-runner';
import type { PartnerReply } from './partner-reply';

/** Runs the handlers of partner routes and answers for them. */
@Injectable()
export class PartnerInterceptor implements NestInterceptor {
  constructor(
    private readonly runner: CallRunner,
    private readonly marks: PartnerMarks,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const admission = request.partnerAdmission;
    if (!admission) return next.handle();
    const handle: Handle = (call) => {
      request.partnerCall = call;
      return lastValueFrom(next.handle() as Observable<PartnerReply>);
    };
    return defer(() =>
      this.answer(admission, request, context.switchToHttp().getResponse<FastifyReply>(), handle),
    );
  }

  private async answer(
    admission: Admission,
    request: FastifyRequest,
    reply: FastifyReply,
    handle: Handle,
  ): Promise<void> {
    const { answer, replayed } = await this.run(admission, request.params as Record<string, string>, handle);
    if (answer.mark) await this.marks.set(admission.client.partnerId, answer.mark);
    await send(reply, answer, replayed);
  }

  /** What was staged is dropped unless the effect committed, or may have: then only a sweep can tell. */
  private async run(admission: Admission, params: Record<string, string>, handle: Handle): Promise<Outcome> {
    const { endpoint, headers, body } = admission;
    let committing = false;
    try {
      if (!endpoint.family) return await this.runner.read(admission, params, handle);
      const keyed = { ...admission, family: endpoint.family, key: headers.idempotencyKey! };
      return await this.runner.mutate(keyed, params, handle, () => (committing = true));
    } finally {
      if (!committing) await discard(body);
    }
  }
}
