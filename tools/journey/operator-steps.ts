import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller, JourneyError } from './caller';
import type { Stack } from './stack';

interface OperatorCase {
  readonly caseId: string;
  readonly status: string;
  readonly awaiting: string | null;
}

/**
 * Decides the customer's case as a reviewer would, and has a senior reviewer confirm where that is needed.
 * @returns false where the stack has no operators, or no operator API: the case then goes on waiting
 */
export async function approveAsOperators(caller: Caller, stack: Stack, customerId: string): Promise<boolean> {
  const rita = stack.operatorToken('rita');
  const sam = stack.operatorToken('sam');
  if (!rita || !sam) return false;
  const caseId = await waitingCase(caller, rita, customerId);
  if (!caseId) return false;
  const path = `/operator/v1/cases/${caseId}`;
  await caller.operator(rita, { method: 'POST', path: `${path}/claim`, expect: [200], tell: () => 'rita' });
  const decided = await caller.operator(rita, {
    method: 'POST',
    path: `${path}/decisions`,
    body: { decision: 'APPROVE', rationale: 'Evidence reviewed in the journey.' },
    expect: [201],
    tell: (answer) => `rita: ${answer.json<{ status: string }>().status}`,
  });
  const { decisionId, status } = decided.json<{ decisionId: string; status: string }>();
  if (status === 'AWAITING_CONFIRMATION') {
    await caller.operator(sam, {
      method: 'POST',
      path: `${path}/decisions/${decisionId}/confirm`,
      expect: [200, 201],
      tell: () => 'sam',
    });
  }
  return true;
}

/** The case once it waits for an operator; undefined where the stack has no operator API. */
async function waitingCase(caller: Caller, token: string, customerId: string): Promise<string | undefined> {
  const path = `/operator/v1/cases?customerId=${customerId}`;
  while (caller.msLeft > 0) {
    const answer = await caller.operator(token, { method: 'GET', path, expect: [200, 404], quiet: true });
    if (answer.status === 404) return undefined;
    const [found] = answer.json<{ data: OperatorCase[] }>().data;
    if (found?.status === 'PROCESSING' && found.awaiting === 'OCEAFIN') {
      caller.show({ method: 'GET', path, status: 200, note: 'waits for an operator' });
      return found.caseId;
    }
    await sleep(200);
  }
  throw new JourneyError(`the case of ${customerId} never waited for an operator`);
}
