import type { CustomerStatus } from '@oceafin/contracts';

export type CaseAction =
  | 'submit'
  | 'additional-info'
  | 'withdraw'
  | 'preflight'
  | 'start processing'
  | 'record checks'
  | 'resolve check'
  | 'require information'
  | 'refer'
  | 'decide'
  | 'confirm'
  | 'refuse'
  | 'reverify'
  | 'reopen';

/** The action isn't allowed where the case stands. Partners and operators get a 409 that names both. */
export class ActionNotAllowed extends Error {
  constructor(
    readonly action: CaseAction,
    readonly state: CustomerStatus,
    readonly why?: string,
  ) {
    super(`'${action}' is not allowed in state ${state}${why ? `: ${why}` : ''}.`);
  }
}

/** The requirement is unknown to this case, or nobody waits for an answer to it. */
export class RequirementNotOpen extends Error {
  constructor(readonly requirementIds: readonly string[]) {
    super('The requirement is not open.');
  }
}

/** There is no such check in this round. */
export class CheckUnknown extends Error {
  constructor(readonly checkId: string) {
    super('There is no such check.');
  }
}

/** There is no such decision waiting for confirmation. */
export class DecisionNotPending extends Error {
  /** @param known whether the case has, or had, a decision of that id */
  constructor(
    readonly decisionId: string,
    readonly known: boolean,
  ) {
    super('The decision does not await confirmation.');
  }
}

/** Four eyes: who proposed may not confirm or refuse. */
export class SamePerson extends Error {
  constructor() {
    super('Another operator must confirm or refuse this decision.');
  }
}
