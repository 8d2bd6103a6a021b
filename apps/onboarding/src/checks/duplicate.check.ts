import { localResult } from './check-result';
import type { Check, Mode } from './checks.types';

/**
 * Whether the partner has the same person or company under another ref. Live leaves that to people; in sandbox, where the
 * same example bodies are sent again and again, the record says so and nothing follows.
 */
export function duplicateCheck(mode: Mode): Check {
  return {
    type: 'DUPLICATE',
    run(input) {
      const { sameAs = [] } = input;
      if (sameAs.length === 0) return Promise.resolve(localResult('DUPLICATE', 'PASS', input));
      const verdict = mode === 'live' ? 'REFER' : 'PASS';
      return Promise.resolve(
        localResult('DUPLICATE', verdict, input, ['DUPLICATE_CUSTOMER'], { customers: sameAs }),
      );
    },
  };
}
