import { utcDate, yearsBefore } from '../rules';
import { localResult } from './check-result';
import type { Check } from './checks.types';
import { personsOf } from './subjects';

/** Whether everybody who must be of age is: the individual customer, and who acts for a company. */
export const ageCheck: Check = {
  type: 'AGE',
  run(input) {
    const { form, rules, now } = input;
    const latestBirth = yearsBefore(utcDate(now), rules.minimumAgeYears);
    const young = personsOf(form)
      .filter(({ isCustomer, roles }) => isCustomer || roles.some((role) => rules.ageRoles.includes(role)))
      .filter(({ identity }) => identity.dateOfBirth > latestBirth)
      .map(({ pointer }) => `${pointer}/dateOfBirth`);
    return Promise.resolve(
      young.length > 0
        ? localResult('AGE', 'FAIL', input, ['AGE_BELOW_MINIMUM'], { pointers: young })
        : localResult('AGE', 'PASS', input),
    );
  },
};
