import { ageCheck } from './age.check';
import type { Check, CheckInput, CheckResult, Mode } from './checks.types';
import { localResult } from './check-result';
import { completenessCheck, documentsCheck } from './completeness.check';
import { countryCheck } from './country.check';
import { duplicateCheck } from './duplicate.check';
import fictionalList from './data/fictional-screening-list.json';
import { identityCheck, simulatedIdentityProvider, type IdentityProvider } from './identity.check';
import { politicalExposureCheck } from './political-exposure.check';
import { riskCheck } from './risk.check';
import { screeningCheck } from './screening.check';
import type { ScreeningList } from './screening-list';

/** What a deployment has to check with, beside its own rules. */
export interface CheckSources {
  readonly screeningList: ScreeningList | null;
  readonly identityProvider: IdentityProvider | null;
}

/**
 * Sandbox plays with an invented list, where it is given no other, and a simulated provider; live has what it is
 * given, or nothing.
 */
export function sourcesFor(mode: Mode, given?: ScreeningList): CheckSources {
  return mode === 'sandbox'
    ? { screeningList: given ?? fictionalList, identityProvider: simulatedIdentityProvider }
    : { screeningList: given ?? null, identityProvider: null };
}

/**
 * The checks of a deployment.
 *
 * @throws Error in live when a source is invented or simulated
 */
export function checksFor(mode: Mode, sources: CheckSources = sourcesFor(mode)): Check[] {
  const { screeningList, identityProvider } = sources;
  if (mode === 'live' && (screeningList?.fictional || identityProvider?.simulated)) {
    throw new Error('live must not check with a fictional screening list or a simulated identity provider');
  }
  return [
    completenessCheck,
    documentsCheck,
    identityCheck(identityProvider),
    ageCheck,
    countryCheck,
    politicalExposureCheck,
    screeningCheck(screeningList),
    duplicateCheck(mode),
    riskCheck,
  ];
}

const TIMEOUT_MS = 10_000;

export interface Run {
  readonly timeoutMs?: number;
  /** How often the round was judged, this time included. */
  readonly attempt?: number;
}

/** Runs all checks at once, each within its time; one that fails or is late says nothing: UNAVAILABLE. */
export function runChecks(
  checks: readonly Check[],
  input: CheckInput,
  { timeoutMs = TIMEOUT_MS, attempt = 1 }: Run = {},
): Promise<CheckResult[]> {
  return Promise.all(
    checks.map(async (check) => {
      const began = performance.now();
      const result = await withinTime(check, input, timeoutMs);
      const durationMs = Math.round(performance.now() - began);
      return { ...result, evidence: { ...result.evidence, attempt, durationMs } };
    }),
  );
}

async function withinTime(check: Check, input: CheckInput, timeoutMs: number): Promise<CheckResult> {
  const unavailable = (reason: string) =>
    localResult(check.type, 'UNAVAILABLE', input, [reason], { provider: 'none' });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => resolve(unavailable('TIMED_OUT')), timeoutMs);
  });
  // What a check throws may quote personal data, so none of it is kept.
  const run = Promise.resolve()
    .then(() => check.run(input))
    .catch(() => unavailable('CHECK_FAILED'));
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}
