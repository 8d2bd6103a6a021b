import { CreateFileTables1764000000000 } from './1764000000000-create-file-tables';
import { AddOperatorAudit1764000000001 } from './1764000000001-add-operator-audit';
import { HoldParkedKeys1764000000002 } from './1764000000002-hold-parked-keys';
import { PlanStatementsOnce1764000000003 } from './1764000000003-plan-statements-once';
import { LetActsStandAlone1764000000004 } from './1764000000004-let-acts-stand-alone';

/** Migrations of the database `file`, oldest first. */
export const migrations = [
  CreateFileTables1764000000000,
  AddOperatorAudit1764000000001,
  HoldParkedKeys1764000000002,
  PlanStatementsOnce1764000000003,
  LetActsStandAlone1764000000004,
];
