import { isKyb, type SubmissionForm } from '../forms';
import type { RiskFactor, RuleSet } from '../rules';
import { localResult } from './check-result';
import type { Check } from './checks.types';
import { countriesOf } from './country.check';
import { personsOf } from './subjects';

export type RiskRating = 'LOW' | 'MEDIUM' | 'HIGH';

function wealthOf(form: SubmissionForm): readonly string[] {
  return isKyb(form)
    ? form.additionalCorporationDetails.sourceOfWealth
    : form.additionalPersonalDetails.sourceOfWealth;
}

/** Whether a factor is there. Where somebody lives counts, and of which country they are. */
const IS_THERE: Record<RiskFactor['factor'], (form: SubmissionForm, rule: RiskFactor) => boolean> = {
  POLITICAL_EXPOSURE: (form) =>
    personsOf(form).some(({ politicalExposure }) => politicalExposure.status !== 'NONE'),
  HIGH_RISK_COUNTRY: (form, { countries = [] }) =>
    [
      ...countriesOf(form).map(({ country }) => country),
      ...personsOf(form).map(({ identity }) => identity.nationality),
    ].some((country) => country !== undefined && countries.includes(country)),
  LAYERED_OWNERSHIP: (form) => isKyb(form) && (form.additionalCorporationDetails.ownerships ?? []).length > 0,
  WEALTH_UNEXPLAINED: (form) => wealthOf(form).every((source) => source === 'OTHER'),
  NOT_IN_PERSON: (form) => form.consentEvidence.channel !== 'IN_PERSON',
};

/** The rating with the factors that make it, by the weights of the rules. */
function riskOf(
  form: SubmissionForm,
  { risk }: RuleSet,
): { rating: RiskRating; points: number; factors: RiskFactor['factor'][] } {
  const there = risk.factors.filter((rule) => IS_THERE[rule.factor](form, rule));
  const points = there.reduce((sum, rule) => sum + rule.points, 0);
  const raised = points >= risk.mediumFrom ? 'MEDIUM' : 'LOW';
  const rating = points >= risk.highFrom ? 'HIGH' : raised;
  return { rating, points, factors: there.map(({ factor }) => factor) };
}

/** How risky the customer is; people decide on the riskiest. Never shown to partners. */
export const riskCheck: Check = {
  type: 'RISK',
  run(input) {
    const risk = riskOf(input.form, input.rules);
    return Promise.resolve(
      risk.rating === 'HIGH'
        ? localResult('RISK', 'REFER', input, ['RISK_APPETITE'], risk)
        : localResult('RISK', 'PASS', input, [], risk),
    );
  },
};
