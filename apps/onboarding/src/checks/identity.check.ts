import { localResult } from './check-result';
import type { Check, CheckInput, CheckVerdict } from './checks.types';

/** What an identity-verification provider says about a form and its documents. */
export interface IdentityAnswer {
  readonly verdict: CheckVerdict;
  readonly reasons: readonly string[];
  /** The provider's own number for this verification. */
  readonly reference: string;
}

/** Port to whoever compares the persons with their documents. */
export interface IdentityProvider {
  readonly name: string;
  /** True where nobody is compared with anything: the record must say so. */
  readonly simulated: boolean;
  verify(input: CheckInput): Promise<IdentityAnswer>;
}

/** Plays a provider in sandbox: passes, except where the customer's sandboxOutcome wants a failed check. */
export const simulatedIdentityProvider: IdentityProvider = {
  name: 'sandbox-simulator',
  simulated: true,
  verify({ sandboxOutcome }) {
    const fails = sandboxOutcome === 'failed_check';
    return Promise.resolve({
      verdict: fails ? 'FAIL' : 'PASS',
      reasons: fails ? ['SIMULATED_FAILURE'] : [],
      reference: 'simulated',
    });
  },
};

/** Whether the persons are who they say; without a provider nobody knows. */
export function identityCheck(provider: IdentityProvider | null): Check {
  return {
    type: 'IDENTITY',
    async run(input) {
      if (!provider)
        return localResult('IDENTITY', 'UNAVAILABLE', input, ['NO_PROVIDER'], { provider: 'none' });
      const { verdict, reasons, reference } = await provider.verify(input);
      const { name, simulated } = provider;
      return localResult('IDENTITY', verdict, input, reasons, { provider: name, simulated, reference });
    },
  };
}
