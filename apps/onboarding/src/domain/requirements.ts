import type { RequirementChanges } from './case-events';
import type {
  CaseState,
  Party,
  Requirement,
  RequirementDraft,
  RequirementOrigin,
  RequirementStatus,
} from './case-state';

export const NO_CHANGES: RequirementChanges = { added: [], removed: [], changed: [] };

/** The requirement moved to `status`, with a line of history. */
export function moved(one: Requirement, status: RequirementStatus, by: Party, at: string): Requirement {
  return {
    ...one,
    status,
    awaiting: status === 'OPEN' ? 'PARTNER' : 'OCEAFIN',
    history: [...one.history, { at, status, by }],
  };
}

export interface Raising {
  readonly origin: RequirementOrigin;
  readonly at: string;
  /** Of blocking ones, where the asker sets it; else each requirement's own days count. */
  readonly dueAt?: string | null;
  /** The requirement's id: always the same for the same question of a case. */
  readonly requirementId: (key: string) => string;
}

/** How rules and people ask in the round: what is asked on the way of a re-verification is due when it is. */
export function raisingIn(
  { reverification }: Pick<CaseState, 'reverification'>,
  how: Omit<Raising, 'dueAt'>,
): Raising {
  return { ...how, ...(reverification?.dueAt && { dueAt: reverification.dueAt }) };
}

const DAY_MS = 24 * 60 * 60 * 1000;

function dueAt(draft: RequirementDraft, how: Raising): string | null {
  if (draft.dueDays === null) return null;
  return how.dueAt !== undefined
    ? how.dueAt
    : new Date(Date.parse(how.at) + draft.dueDays * DAY_MS).toISOString();
}

function raised(draft: RequirementDraft, how: Raising): Requirement {
  return {
    ...draft,
    requirementId: how.requirementId(draft.key),
    origin: how.origin,
    awaiting: 'PARTNER',
    dueAt: dueAt(draft, how),
    raisedAt: how.at,
    status: 'OPEN',
    history: [{ at: how.at, status: 'OPEN', by: 'OCEAFIN' }],
  };
}

/** What was asked before gives way to the draft wholly: words and document types are of one question, and of who asks now. */
function reopened(one: Requirement, draft: RequirementDraft, how: Raising): Requirement {
  const { noteId: _note, anyOf: _types, ...known } = one;
  const asked = { ...known, ...draft, origin: how.origin, dueAt: dueAt(draft, how) };
  return moved(asked, 'OPEN', 'OCEAFIN', how.at);
}

/** A full body of evidence answers all that is open. */
export function allAnswered(existing: readonly Requirement[], at: string): Requirement[] {
  return existing.filter((one) => one.status === 'OPEN').map((one) => moved(one, 'ANSWERED', 'PARTNER', at));
}

/** Adds what is asked for now; a question asked before is opened again under its old id. */
export function raise(
  existing: readonly Requirement[],
  drafts: readonly RequirementDraft[],
  how: Raising,
): RequirementChanges {
  const byKey = new Map(existing.map((one) => [one.key, one]));
  const added: Requirement[] = [];
  const changed: Requirement[] = [];
  for (const draft of drafts) {
    const known = byKey.get(draft.key);
    if (!known) {
      const fresh = raised(draft, how);
      byKey.set(draft.key, fresh);
      added.push(fresh);
    } else if (known.status !== 'OPEN') {
      changed.push(reopened(known, draft, how));
    }
  }
  return { added, removed: [], changed };
}

/** What these drafts would be asked as in a round that answers all that is open: known questions under their history. */
export function asked(
  state: Pick<CaseState, 'requirements' | 'reverification'>,
  drafts: readonly RequirementDraft[],
  how: Omit<Raising, 'dueAt'>,
): Requirement[] {
  const changed = allAnswered(state.requirements, how.at);
  const answered = applied(state.requirements, { ...NO_CHANGES, changed });
  const raising = raise(answered, drafts, raisingIn(state, how));
  const byKey = new Map([...raising.added, ...raising.changed].map((one) => [one.key, one]));
  return drafts.flatMap(({ key }) => byKey.get(key) ?? []);
}

/** After a round was judged: answers that raise no question again are satisfied. */
export function settle(
  existing: readonly Requirement[],
  drafts: readonly RequirementDraft[],
  at: string,
): RequirementChanges {
  const asked = new Set(drafts.map((one) => one.key));
  const removed = existing
    .filter((one) => one.status === 'ANSWERED' && !asked.has(one.key))
    .map((one) => moved(one, 'SATISFIED', 'OCEAFIN', at));
  return { added: [], removed, changed: [] };
}

/** At a decision nothing stays open: what was answered is satisfied, what was not is waived. */
export function conclude(
  existing: readonly Requirement[],
  answered: 'SATISFIED' | 'WAIVED',
  at: string,
): RequirementChanges {
  const removed = existing
    .filter((one) => one.status === 'OPEN' || one.status === 'ANSWERED')
    .map((one) => moved(one, one.status === 'OPEN' ? 'WAIVED' : answered, 'OCEAFIN', at));
  return { added: [], removed, changed: [] };
}

/** Requirements after `changes`, in the order in which they were first raised. */
export function applied(existing: readonly Requirement[], changes: RequirementChanges): Requirement[] {
  const now = new Map(existing.map((one) => [one.requirementId, one]));
  for (const one of [...changes.added, ...changes.removed, ...changes.changed])
    now.set(one.requirementId, one);
  return [...now.values()];
}

/** Two steps as one: the later state of a requirement wins, and one that was new stays new. */
export function together(first: RequirementChanges, then: RequirementChanges): RequirementChanges {
  const later = new Map(
    [...then.added, ...then.removed, ...then.changed].map((one) => [one.requirementId, one]),
  );
  const keep = (list: readonly Requirement[]): Requirement[] =>
    list.filter((one) => !later.has(one.requirementId));
  const isNew = new Set(first.added.map((one) => one.requirementId));
  const closedAtOnce = then.removed.filter((one) => isNew.has(one.requirementId));
  return {
    added: [...keep(first.added), ...then.added, ...closedAtOnce],
    removed: [...keep(first.removed), ...then.removed.filter((one) => !isNew.has(one.requirementId))],
    changed: [...keep(first.changed), ...then.changed],
  };
}
