import { Type } from '@sinclair/typebox';
import { Instant, OPERATOR_ROLES, Sha256, Uuid, words } from './vocabulary';

/**
 * A line of what operators did in an app, for the one audit log of all: who did what to whom. What the operator wrote
 * stays in the app, bound by `hash`.
 */
export const operatorAct = {
  auditId: Type.Integer({ minimum: 1, description: "the line's number in the app" }),
  hash: Type.String({
    pattern: Sha256.pattern,
    description: "the line's hash, which covers what isn't told too",
  }),
  operator: Type.String({ minLength: 1 }),
  subject: Type.String({ minLength: 1, description: "the issuer's id of the operator" }),
  role: words(OPERATOR_ROLES),
  action: Type.String({ pattern: '^[a-z]+\\.[a-z]+$' }),
  customerId: Type.Union([Uuid, Type.Null()]),
  at: Instant,
};

export const goldenOperatorAct = {
  auditId: 12,
  hash: '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea',
  operator: 'carol',
  subject: 'carol',
  role: 'COMPLIANCE_OFFICER' as const,
  action: 'customer.suspend',
  customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11',
  at: '2026-06-28T00:00:00.000Z',
};
