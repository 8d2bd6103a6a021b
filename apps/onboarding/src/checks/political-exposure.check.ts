import { localResult } from './check-result';
import type { Check } from './checks.types';
import { personsOf } from './subjects';

/** Whether anybody is politically exposed, as the form itself declares: then people decide. */
export const politicalExposureCheck: Check = {
  type: 'POLITICAL_EXPOSURE',
  run(input) {
    const pointers = personsOf(input.form)
      .filter(({ politicalExposure }) => politicalExposure.status !== 'NONE')
      .map(({ pointer }) => pointer);
    return Promise.resolve(
      pointers.length > 0
        ? localResult('POLITICAL_EXPOSURE', 'REFER', input, ['PEP_RISK'], { pointers })
        : localResult('POLITICAL_EXPOSURE', 'PASS', input),
    );
  },
};
