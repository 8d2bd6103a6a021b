import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AuditLog, type OperatorCall, type OperatorReply } from '@oceafin/operator-access';
import type { EntityManager } from 'typeorm';
import { type CaseEvent, isWithRules } from '../domain';
import { type CaseChange, Cases, type CaseWork } from '../ports/cases';
import { CaseDesk } from '../ports/case-desk';
import { Evidence } from '../ports/evidence';
import type { SealedText } from '../ports/audit-trail';
import { caseNotFound, notClaimed, tellingOperator } from './operator-errors';

const RULES_PATIENCE_MS = 5_000;
const RULES_LOOK_MS = 50;

export interface Act {
  /** For the audit log, e.g. `case.decide`. */
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Why, in the operator's words. May name the person, so it is sealed; the audit log keeps a reference to it. */
  readonly rationale?: string;
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
    private readonly evidence: Evidence,
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
    const detail = { ...act.detail, ...(await this.sealed(tx, change, act)) };
    await this.audit.record(tx, { operator, action: act.action, caseId, customerId, detail });
    return change;
  }

  /** A decision's rationale is kept under the decision's own id, any other under a new one. */
  private async sealed(
    tx: EntityManager,
    { state, events }: CaseChange,
    { rationale }: Act,
  ): Promise<{ rationale?: SealedText }> {
    if (rationale === undefined) return {};
    const noteId = decisionIdOf(events) ?? randomUUID();
    return { rationale: { noteId, sha256: await this.evidence.saveNote(tx, state, noteId, rationale) } };
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

/** The decision that was made or proposed; undefined where information was asked for. */
function decisionIdOf(events: readonly CaseEvent[]): string | undefined {
  const [event] = events;
  if (event?.type === 'DecisionProposed') return event.pending.decisionId;
  return event && 'decisionId' in event ? event.decisionId : undefined;
}

/** The answer to an act, with the mark that makes the partner's next request see it. */
export function actReply(status: number, body: unknown, { state, version }: CaseChange): OperatorReply {
  const { partnerId, customerId } = state;
  return { status, body, mark: version > 0 ? { partnerId, customerId, version } : undefined };
}
