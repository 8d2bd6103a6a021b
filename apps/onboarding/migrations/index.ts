import { CreateOnboarding1790000000000 } from './1790000000000-create-onboarding';
import { HoldParkedKeys1790000000001 } from './1790000000001-hold-parked-keys';
import { RememberNotesAndPersons1790000100000 } from './1790000100000-remember-notes-and-persons';
import { TakeAnswersOutOfEvents1790000200000 } from './1790000200000-take-answers-out-of-events';
import { IndexTheQueue1790000300000 } from './1790000300000-index-the-queue';
import { PlanStatementsOnce1790000400000 } from './1790000400000-plan-statements-once';
import { LetToldActsWait1790000500000 } from './1790000500000-let-told-acts-wait';
import { FindToldLines1790000600000 } from './1790000600000-find-told-lines';
import { ListCasesByThemselves1790000700000 } from './1790000700000-list-cases-by-themselves';

/** Migrations of the onboarding database, oldest first. */
export const migrations = [
  CreateOnboarding1790000000000,
  HoldParkedKeys1790000000001,
  RememberNotesAndPersons1790000100000,
  TakeAnswersOutOfEvents1790000200000,
  IndexTheQueue1790000300000,
  PlanStatementsOnce1790000400000,
  LetToldActsWait1790000500000,
  FindToldLines1790000600000,
  ListCasesByThemselves1790000700000,
];
