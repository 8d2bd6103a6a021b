import kyc from '../../apps/onboarding/src/forms/examples/kyc-submission.json';
import { explain } from './explain';

const NOW = new Date('2026-06-28T00:00:00.000Z');

describe('the explanation of the rules', () => {
  it('tells what follows from a body', async () => {
    const { supportingDocuments: _, ...others } = kyc;
    const bare = await explain({ ...others, supportingDocuments: [] }, NOW);
    expect(bare.filter((line) => line.includes('BLOCKING  DOCUMENT_REQUIRED'))).toHaveLength(2);
    expect(bare).toContain('  COMPLETENESS  FAIL  DOCUMENT_REQUIRED');
    const whole = await explain(kyc, NOW);
    expect(whole[0]).toMatch(/^INDIVIDUAL, rules 2026-01/);
    expect(whole).toContain('  AGE  PASS');
  });

  it.each([[{}], [null], [[]], ['x'], [{ ...kyc, x: 1 }]])(
    'tells what is wrong with one: %#',
    async (body) => {
      expect((await explain(body, NOW))[1]).toBe('REFUSED (422):');
    },
  );
});
