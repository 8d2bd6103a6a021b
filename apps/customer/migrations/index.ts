import { CreateCustomers1790000000000 } from './1790000000000-create-customers';
import { AddOperatorAudit1790000000001 } from './1790000000001-add-operator-audit';
import { HoldParkedKeys1790000000002 } from './1790000000002-hold-parked-keys';
import { AddProjectionRebuilds1790000000010 } from './1790000000010-add-projection-rebuilds';
import { ShowProjectionRebuilds1790000000011 } from './1790000000011-show-projection-rebuilds';
import { PlanStatementsOnce1790000000020 } from './1790000000020-plan-statements-once';
import { KeepReasonsApart1790000000030 } from './1790000000030-keep-reasons-apart';
import { LetActsStandAlone1790000000040 } from './1790000000040-let-acts-stand-alone';

/** Every migration of the customer database, oldest first. */
export const migrations = [
  CreateCustomers1790000000000,
  AddOperatorAudit1790000000001,
  HoldParkedKeys1790000000002,
  AddProjectionRebuilds1790000000010,
  ShowProjectionRebuilds1790000000011,
  PlanStatementsOnce1790000000020,
  KeepReasonsApart1790000000030,
  LetActsStandAlone1790000000040,
];
