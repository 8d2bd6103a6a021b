import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AuditLog, type OperatorCall, type OperatorReply } from '@oceafin/operator-access';
import type { EntityManager } from 'typeorm';
import { isWithRules } from '../domain';
import { type CaseChange, Cases, type CaseWork } from '../ports/cases';
import { CaseDesk } from '../ports/case-desk';
import { caseNotFound, notClaimed, tellingOperator } from './operator-errors';

const RULES_PATIENCE_MS = 5_000;
const RULES_LOOK_MS = 50;

export interface Act {
  /** For the audit log, e.g. `case.decide`. */
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** True where only the operator who holds the case may. */
  readonly claimed: boolean;
  /** True where rules come first: the act waits for their judgement, which takes about a second. */
  readonly afterRules?: boolean;
  readonly work: CaseWork;
}

/** An operator's act on a case: the claim, the change and its line in the audit log, in the call's transaction. */
@Injectable()
export class OperatorAct {
  constructor(
    private readonly cases: Cases,
    private readonly desk: CaseDesk,
    private readonly audit: AuditLog,
  ) {}

  /** @throws Problem OPERATOR_RESOURCE_NOT_FOUND, OPERATOR_STATE_INVALID, OPERATOR_ROLE_DENIED */
  async onCase(
    { tx, params, operator }: Pick<OperatorCall, 'tx' | 'params' | 'operator'>,
    act: Act,
  ): Promise<CaseChange> {
    const caseId = params.caseId!;
    if (!(await this.desk.get(tx, caseId))) throw caseNotFound();
    if (act.afterRules) await this.rulesDone(tx, caseId);
    if (act.claimed && !(await this.desk.holds(tx, caseId, operator))) throw notClaimed();
    const change = await tellingOperator(() => this.cases.change(tx, { caseId }, act.work));
    if (!change) throw caseNotFound();
    const { customerId } = change.state;
    await this.audit.record(tx, { operator, action: act.action, caseId, customerId, detail: act.detail });
    return change;
  }

  /** Waits without a lock; where rules take longer, the domain refuses the act. */
  private async rulesDone(tx: EntityManager, caseId: string): Promise<void> {
    const deadline = performance.now() + RULES_PATIENCE_MS;
    while (performance.now() < deadline) {
      const state = await this.cases.read(tx, { caseId });
      if (!state || !isWithRules(state)) return;
      await sleep(RULES_LOOK_MS);
    }
  }
}

/** The answer to an act, with the mark that makes the partner's next request see it. */
export function actReply(status: number, body: unknown, { state, version }: CaseChange): OperatorReply {
  const { partnerId, customerId } = state;
  return { status, body, mark: version > 0 ? { partnerId, customerId, version } : undefined };
}
