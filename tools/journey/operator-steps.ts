import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller, JourneyError } from './caller';
import type { Stack } from './stack';

interface OperatorCase {
  readonly caseId: string;
  readonly status: string;
  readonly awaiting: string | null;
}

interface Check {
  readonly type: string;
  readonly status: string;
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

/** The case once the rules are done with it; undefined where the stack has no operator API. */
async function waitingCase(caller: Caller, token: string, customerId: string): Promise<string | undefined> {
  const list = `/operator/v1/cases?customerId=${customerId}`;
  let last = 'no case';
  while (caller.msLeft > 0) {
    const cases = await caller.operator(token, {
      method: 'GET',
      path: list,
      expect: [200, 404],
      quiet: true,
    });
    if (cases.status === 404) return undefined;
    const [found] = cases.json<{ data: OperatorCase[] }>().data;
    last = `${found?.status}, awaiting ${found?.awaiting}`;
    if (found?.status === 'PROCESSING' && found.awaiting === 'OCEAFIN') {
      const path = `/operator/v1/cases/${found.caseId}`;
      const seen = await caller.operator(token, { method: 'GET', path, expect: [200], quiet: true });
      const { checks } = seen.json<{ checks: Check[] }>();
      last += `, ${checks.length} checks: ${troubles(checks)}`;
      if (checks.length > 0 && checks.every(({ status }) => status !== 'PENDING')) {
        caller.show({ method: 'GET', path, status: 200, note: `rita: ${troubles(checks)}` });
        return found.caseId;
      }
    }
    await sleep(200);
  }
  throw new JourneyError(`the case of ${customerId} never waited for an operator: ${last}`);
}

function troubles(checks: readonly Check[]): string {
  const failed = checks
    .filter(({ status }) => status !== 'PASS')
    .map(({ type, status }) => `${type} ${status}`);
  return failed.join(', ') || 'all checks PASS';
}
