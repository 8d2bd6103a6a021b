import kyb from './examples/kyb-submission.json';
import kyc from './examples/kyc-submission.json';
import { judgeBodyAlone, judgeForm, schemaAt } from '.';

const context = { clientId: 'client_acme_sandbox', now: new Date('2026-06-28T12:00:00Z') };

test('the examples are forms', () => {
  expect(judgeBodyAlone(kyc, context)).toEqual([]);
  expect(judgeForm('INDIVIDUAL', kyc, context)).toEqual({ errors: [], form: kyc });
  expect(judgeForm('CORPORATE', kyb, context)).toEqual({ errors: [], form: kyb });
  console.log(
    judgeForm('INDIVIDUAL', {}, context),
    judgeForm('CORPORATE', kyc, context),
    judgeBodyAlone({}, context),
  );
  console.log(
    JSON.stringify(schemaAt('CORPORATE', '/additionalCorporationDetails/relatedPersons/0/politicalExposure')),
  );
});
