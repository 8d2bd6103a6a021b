import { isKyb, type SubmissionForm } from '../forms';
import { localResult } from './check-result';
import type { Check } from './checks.types';

/** Where the customer lives or works. Nationality is no place. */
export function countriesOf(form: SubmissionForm): { pointer: string; country: string | undefined }[] {
  if (!isKyb(form)) {
    const { residentialAddress } = form.personalDetails;
    return [{ pointer: '/personalDetails/residentialAddress/country', country: residentialAddress.country }];
  }
  const { countryOfIncorporation, registeredAddress, principalPlaceOfBusiness } = form.corporationDetails;
  return [
    { pointer: '/corporationDetails/countryOfIncorporation', country: countryOfIncorporation },
    { pointer: '/corporationDetails/registeredAddress/country', country: registeredAddress.country },
    {
      pointer: '/corporationDetails/principalPlaceOfBusiness/country',
      country: principalPlaceOfBusiness?.country,
    },
  ];
}

/** Whether the customer is in countries that are served. */
export const countryCheck: Check = {
  type: 'COUNTRY',
  run(input) {
    const { unsupportedCountries } = input.rules;
    const pointers = countriesOf(input.form)
      .filter(({ country }) => country !== undefined && unsupportedCountries.includes(country))
      .map(({ pointer }) => pointer);
    return Promise.resolve(
      pointers.length > 0
        ? localResult('COUNTRY', 'FAIL', input, ['UNSUPPORTED_COUNTRY'], { pointers })
        : localResult('COUNTRY', 'PASS', input),
    );
  },
};
