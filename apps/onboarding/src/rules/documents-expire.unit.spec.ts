import { context, EXAMPLES, withoutAt } from '../forms/examples/mutations';
import type { SubmissionForm } from '../forms';
import { documentsExpireOn, expiryRequirements, rulesAt, type DocumentFiles } from '.';

const submittedAt = context.now;
const rules = rulesAt(submittedAt);
const [passport, proof] = EXAMPLES.INDIVIDUAL.supportingDocuments;
const second = '00000000-0000-4000-8000-0000000000f2';
const undatedProof = withoutAt(proof, '/issuedOn');

const judged = (
  identity: readonly object[],
  files: DocumentFiles = new Map(),
  proofs: readonly object[] = [proof!],
) => ({
  form: {
    ...EXAMPLES.INDIVIDUAL,
    supportingDocuments: [...identity, ...proofs],
  } as unknown as SubmissionForm,
  ...{ files, rules, submittedAt },
});

const until = (expiresOn: string) => ({ ...passport, expiresOn });
const card = (over: object) => ({ documentType: 'NATIONAL_ID', fileAssetId: second, ...over });
const rejected: DocumentFiles = new Map([[second, { status: 'REJECTED' }]]);
const pending: DocumentFiles = new Map([[second, { status: 'PENDING_SCAN' }]]);

describe('documents last', () => {
  it.each([
    [
      'as long as the last of those that will do',
      [until('2027-01-01'), card({ expiresOn: '2035-01-01' })],
      pending,
      '2035-01-01',
    ],
    ['for ever where one is not known to expire', [until('2027-01-01'), card({})], pending, null],
    [
      'no longer for one whose file was rejected',
      [until('2027-01-01'), card({ expiresOn: '2035-01-01' })],
      rejected,
      '2027-01-01',
    ],
    ['no longer for a rejected one without a date', [until('2027-01-01'), card({})], rejected, '2027-01-01'],
    [
      'no longer for one that nobody can read',
      [until('2027-01-01'), card({ mrz: 'P<' })],
      pending,
      '2027-01-01',
    ],
  ])('%s', (_what, identity, files, expected) => {
    expect(documentsExpireOn(judged(identity, files))).toBe(expected);
  });

  it('no longer for a proof of address that was too old', () => {
    const proofs = [
      { ...undatedProof, fileAssetId: second, issuedOn: '2020-01-01' },
      { ...proof, expiresOn: '2027-01-01' },
    ];
    expect(documentsExpireOn(judged([until('2035-01-01')], new Map(), proofs))).toBe('2027-01-01');
  });
});

it('asks for another in the place of the last that did, although that has expired by now', () => {
  const documents = judged([until('2026-06-28'), card({ expiresOn: '2035-01-01' })], rejected);
  const asked = expiryRequirements({ ...documents, rules: rulesAt(new Date('2026-08-01')) }, '2026-06-28');
  expect(asked).toMatchObject([{ code: 'REVERIFICATION', pointer: '/supportingDocuments' }]);
  expect(expiryRequirements(judged([until('2026-06-28'), card({})], pending), '2026-06-28')).toEqual([]);
});
