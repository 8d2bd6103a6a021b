import info from './examples/additional-info.json';
import { context } from './examples/mutations';
import kyc from './examples/kyc-submission.json';
import { judgeAdditionalInfo } from '.';

const codes = (body: unknown) =>
  judgeAdditionalInfo(body, context).errors.map((one) => [one.pointer, one.code]);
const [first] = info.answers;

test('the example is accepted, with and without new consent', () => {
  expect(judgeAdditionalInfo(info, context)).toEqual({ errors: [], info });
  expect(codes({ ...info, consentEvidence: kyc.consentEvidence })).toEqual([]);
});

test('any value is left to its requirement', () => {
  for (const value of ['', 0, false, [], {}, [{ deep: ['x'] }]]) {
    expect(codes({ ...info, answers: [{ ...first, value }] })).toEqual([]);
  }
});

test.each([
  [
    'nothing',
    {},
    [
      ['/answers', 'REQUIRED'],
      ['/partnerAttestation', 'REQUIRED'],
    ],
  ],
  ['no answer', { ...info, answers: [] }, [['/answers', 'TOO_SHORT']]],
  [
    'an answer without value',
    { ...info, answers: [{ requirementId: first?.requirementId }] },
    [['/answers/0/value', 'REQUIRED']],
  ],
  ['a null value', { ...info, answers: [{ ...first, value: null }] }, [['/answers/0/value', 'INVALID_TYPE']]],
  [
    'a word for an id',
    { ...info, answers: [{ ...first, requirementId: 'x' }] },
    [['/answers/0/requirementId', 'INVALID_FORMAT']],
  ],
  ['another member', { ...info, round: 2 }, [['/round', 'UNKNOWN_PROPERTY']]],
  [
    "another client's attestation",
    { ...info, partnerAttestation: { ...info.partnerAttestation, attestedByClientId: 'x' } },
    [['/partnerAttestation/attestedByClientId', 'ATTESTATION_CLIENT_MISMATCH']],
  ],
  [
    'consent without a required one',
    { ...info, consentEvidence: { ...kyc.consentEvidence, consents: kyc.consentEvidence.consents.slice(1) } },
    [['/consentEvidence/consents', 'CONSENT_MISSING']],
  ],
  ['a list', [], [['', 'INVALID_TYPE']]],
])('%s is refused', (_, body, expected) => {
  expect(codes(body)).toEqual(expected);
});
