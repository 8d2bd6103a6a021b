import type { CaseEvent } from './case-events';
import type { CaseState } from './case-state';
import type { CaseCommand, Ground } from './commands';
import { confirm, decideByOperator, decideByRules, refuse, reopen } from './decide-outcome';
import { passDueDate, remind } from './decide-due';
import { answer, submit, withdraw } from './decide-partner';
import {
  judgeDocuments,
  raiseRequirements,
  recordChecks,
  refer,
  resolveCheck,
  reverify,
  setControl,
  startProcessing,
} from './decide-process';

/**
 * What a command makes happen, nothing where it is already so.
 * @throws ActionNotAllowed, RequirementNotOpen, DecisionNotPending, SamePerson
 */
export function decide(state: CaseState, command: CaseCommand, ground: Ground): CaseEvent[] {
  switch (command.type) {
    case 'Submit':
      return submit(state, command, ground);
    case 'Answer':
      return answer(state, command, ground);
    case 'Withdraw':
      return withdraw(state, ground);
    case 'StartProcessing':
      return startProcessing(state, ground);
    case 'RecordChecks':
      return recordChecks(state, command, ground);
    case 'JudgeDocuments':
      return judgeDocuments(state, command, ground);
    case 'ResolveCheck':
      return resolveCheck(state, command, ground);
    case 'RaiseRequirements':
      return raiseRequirements(state, command, ground);
    case 'Refer':
      return refer(state, command, ground);
    case 'DecideByRules':
      return decideByRules(state, command, ground);
    case 'DecideByOperator':
      return decideByOperator(state, command, ground);
    case 'Confirm':
      return confirm(state, command, ground);
    case 'Refuse':
      return refuse(state, command, ground);
    case 'Reopen':
      return reopen(state, command, ground);
    case 'Reverify':
      return reverify(state, command, ground);
    case 'PassDueDate':
      return passDueDate(state, ground);
    case 'Remind':
      return remind(state, ground);
    case 'SetControl':
      return setControl(state, command, ground);
  }
}
