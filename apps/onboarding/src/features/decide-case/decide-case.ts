import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FieldError } from '@oceafin/contracts';
import type { OperatorCall, OperatorReply } from '@oceafin/operator-access';
import { fieldError, Problem } from '@oceafin/platform';
import { actReply, OperatorAct } from '../../application/operator-act';
import { decisionView } from '../../application/decision-view';
import type { CaseCommand, CaseState, OperatorRef } from '../../domain';
import type { CaseChange } from '../../ports/cases';
import { Evidence } from '../../ports/evidence';
import { draftRequirement, type RequirementDraft, rulesAt } from '../../rules';
import type { DecideCaseRequest } from './decide-case.request';

type Call = OperatorCall<DecideCaseRequest>;

/** An operator's decision on a claimed case. */
@Injectable()
export class DecideCase {
  constructor(
    private readonly act: OperatorAct,
    private readonly evidence: Evidence,
  ) {}

  async execute(call: Call): Promise<OperatorReply> {
    const { decision, rationale, reasons, retryability, internalReasons, requirements } = call.body;
    const details = new Map<string, string>();
    const change = await this.act.onCase(call, {
      action: 'case.decide',
      claimed: true,
      afterRules: true,
      detail: {
        decision,
        reasons,
        retryability,
        internalReasons,
        requirements: asked(requirements),
      },
      rationale,
      work: async (state) => [await this.command(call, state, details)],
    });
    const event = change.events[0]!;
    await this.keepNotes(call, change, details);
    const base = {
      caseId: change.state.caseId,
      decision,
      decidedBy: call.operator.name,
      decidedAt: event.at,
    };
    if (event.type === 'DecisionProposed') {
      const { decisionId } = event.pending;
      return actReply(201, decisionView({ ...base, decisionId, status: 'AWAITING_CONFIRMATION' }), change);
    }
    const decisionId = 'decisionId' in event ? event.decisionId : randomUUID();
    return actReply(201, decisionView({ ...base, decisionId, status: 'APPLIED' }), change);
  }

  private async command(call: Call, state: CaseState, details: Map<string, string>): Promise<CaseCommand> {
    const { subject, name } = call.operator;
    const operator: OperatorRef = { subject, name };
    const { decision, reasons, retryability, internalReasons = [] } = call.body;
    if (decision === 'REQUEST_INFO') {
      const drafts = await this.drafts(call, state, details);
      return { type: 'RaiseRequirements', origin: 'OPERATOR', drafts, operator };
    }
    return decision === 'APPROVE'
      ? {
          type: 'DecideByOperator',
          ...{ outcome: 'APPROVE', reasons: [], retryability: null, internalReasons, operator },
        }
      : {
          type: 'DecideByOperator',
          outcome: 'REJECT',
          reasons: reasons?.length ? reasons : ['ONBOARDING_DECLINED'],
          retryability: retryability ?? 'RETRYABLE',
          ...{ internalReasons, operator },
        };
  }

  /** What the operator wrote for the partner is sealed apart, each detail under its requirement's note. */
  private async keepNotes(
    { tx }: Call,
    { events, state }: CaseChange,
    details: ReadonlyMap<string, string>,
  ): Promise<void> {
    const event = events[0]!;
    if (event.type !== 'MissingInfoRequired') return;
    for (const { noteId } of [...event.requirements.added, ...event.requirements.changed]) {
      const detail = noteId && details.get(noteId);
      if (detail) await this.evidence.saveNote(tx, state, noteId, detail);
    }
  }

  /** @throws Problem OPERATOR_VALIDATION_FAILED for pointers at which nothing can be answered, or that are asked about twice */
  private async drafts(
    { tx, body, now }: Call,
    state: CaseState,
    details: Map<string, string>,
  ): Promise<RequirementDraft[]> {
    const wishes = body.requirements ?? [];
    const id = state.evidence?.submissionId;
    const submission = id === undefined ? null : await this.evidence.submission(tx, state, id);
    const drafts = wishes.map(({ detail, ...wish }) => {
      const noteId = randomUUID();
      details.set(noteId, detail);
      const draft = submission && draftRequirement(wish, submission.form, rulesAt(now));
      return draft && { ...draft, noteId };
    });
    const errors = wishErrors(drafts);
    if (errors.length > 0) throw new Problem('OPERATOR_VALIDATION_FAILED', { errors });
    return drafts.flatMap((draft) => (draft ? [draft] : []));
  }
}

/** For the audit log: what was asked for, without what was written to the partner. */
function asked(requirements: DecideCaseRequest['requirements']): object[] | undefined {
  return requirements?.map(({ code, pointer, documentTypes }) => ({ code, pointer, documentTypes }));
}

function wishErrors(drafts: readonly (RequirementDraft | null | undefined)[]): FieldError[] {
  const keys = new Set<string>();
  return drafts.flatMap((draft, index) => {
    const at = `/requirements/${index}/pointer`;
    if (!draft) return [fieldError('INVALID_VALUE', at)];
    if (keys.has(draft.key)) return [fieldError('DUPLICATE', at)];
    keys.add(draft.key);
    return [];
  });
}
