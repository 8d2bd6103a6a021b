import { validateBody } from '@oceafin/platform';
import { DecideCaseRequest } from './decide-case.request';

const requirements = [{ code: 'FIELD_CLARIFICATION', pointer: '/personalDetails/email', detail: 'Which?' }];
const errorsOf = (body: object) =>
  validateBody(DecideCaseRequest, { rationale: 'because', ...body }, { now: new Date() }).errors.map(
    ({ pointer, code }) => [pointer, code],
  );

describe('a decision', () => {
  it.each([
    [{ decision: 'APPROVE', internalReasons: ['PEP_RISK'] }],
    [{ decision: 'APPROVE', reasons: [], internalReasons: [], requirements: [] }],
    [{ decision: 'REJECT', requirements: [] }],
    [{ decision: 'REJECT', reasons: ['IDENTITY_NOT_VERIFIED'], retryability: 'FINAL' }],
    [{ decision: 'REQUEST_INFO', requirements, internalReasons: ['OTHER'] }],
  ])('%j is taken', (body) => expect(errorsOf(body)).toEqual([]));

  it.each([
    [{ decision: 'APPROVE', reasons: ['ONBOARDING_DECLINED'] }, [['/reasons', 'INVALID_VALUE']]],
    [
      { decision: 'APPROVE', retryability: 'FINAL', requirements },
      [
        ['/retryability', 'INVALID_VALUE'],
        ['/requirements', 'INVALID_VALUE'],
      ],
    ],
    [{ decision: 'REJECT', requirements }, [['/requirements', 'INVALID_VALUE']]],
    [{ decision: 'REQUEST_INFO' }, [['/requirements', 'REQUIRED']]],
    [{ decision: 'REQUEST_INFO', requirements: [] }, [['/requirements', 'REQUIRED']]],
    [
      { decision: 'REQUEST_INFO', requirements, reasons: ['ONBOARDING_DECLINED'] },
      [['/reasons', 'INVALID_VALUE']],
    ],
    [
      { decision: 'REQUEST_INFO', requirements: [{ ...requirements[0], pointer: '/a\u0000' }] },
      [['/requirements/0/pointer', 'INVALID_FORMAT']],
    ],
  ])('%j is refused: what would be left unread is told', (body, errors) =>
    expect(errorsOf(body)).toEqual(errors),
  );
});
