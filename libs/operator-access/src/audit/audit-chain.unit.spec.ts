import { brokenLink, chainedHash, GENESIS_HASH, type AuditRow } from './audit-chain';

const row = (auditId: number, action = 'case.view'): AuditRow => ({
  auditId,
  at: '2026-06-28T00:00:00.000Z',
  operator: 'rita',
  subject: 's1',
  role: 'REVIEWER',
  action,
  caseId: null,
  customerId: null,
  detail: { b: 1, a: [2] },
});

const chain = (length: number) => {
  let hash = GENESIS_HASH;
  return Array.from({ length }, (_, at) => {
    const entry = row(at + 1);
    hash = chainedHash(hash, entry);
    return { ...entry, hash };
  });
};

describe('the audit chain', () => {
  it('is whole as it was written, whatever the order of members', () => {
    expect(brokenLink(chain(5))).toBeUndefined();
    expect(chainedHash(GENESIS_HASH, { ...row(1), detail: { a: [2], b: 1 } })).toBe(chain(1)[0]!.hash);
    const [first, ...rest] = chain(5);
    expect(brokenLink(rest, first)).toBeUndefined();
  });

  it('shows what was changed, removed, put in between or moved', () => {
    const entries = chain(5);
    expect(brokenLink(entries.map((e) => (e.auditId === 3 ? { ...e, operator: 'sam' } : e)))).toBe(3);
    expect(brokenLink(entries.filter(({ auditId }) => auditId !== 3))).toBe(4);
    expect(brokenLink([entries[0]!, entries[0]!, ...entries.slice(1)])).toBe(1);
    expect(brokenLink([entries[1]!, entries[0]!])).toBe(2);
  });
});
