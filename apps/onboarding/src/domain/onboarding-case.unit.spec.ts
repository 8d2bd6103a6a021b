import {
  awaitingOf,
  type CaseCommand,
  dueAtOf,
  expectedDecisionAt,
  expiryAt,
  type Ground,
  onboardingStatusOf,
  publicStatusOf,
  reminderAt,
  renewalDay,
  submissionAllowed,
  timersOf,
} from '.';
import {
  answer,
  approve,
  byOperator,
  control,
  countingGround,
  draft,
  raiseA,
  raiseAB,
  recordChecks,
  refer,
  reject,
  rita,
  run,
  sam,
  start,
  submit,
  withdraw,
} from './given.fixture.spec';

const statusAfter = (...commands: CaseCommand[]) => publicStatusOf(run(commands).state);
const refused = (...commands: CaseCommand[]) => expect(() => run(commands));

describe('an onboarding case', () => {
  it.each([
    ['nothing', [], 'DRAFT', 'PARTNER'],
    ['a submission', [submit], 'SUBMITTED', 'OCEAFIN'],
    ['the start of processing', [submit, start], 'PROCESSING', 'OCEAFIN'],
    ['a referral', [submit, start, refer], 'PROCESSING', 'OCEAFIN'],
    ['an approval', [submit, start, approve], 'APPROVED', null],
    ['a rejection', [submit, start, reject('RETRYABLE')], 'REJECTED', null],
    ['a question', [submit, start, raiseA], 'MISSING_INFO_REQUIRED', 'PARTNER'],
    ['the last answer', [submit, start, raiseA, answer('a')], 'SUBMITTED', 'OCEAFIN'],
    ['one of two answers', [submit, start, raiseAB, answer('a')], 'MISSING_INFO_REQUIRED', 'PARTNER'],
    ['a full resubmission', [submit, start, raiseAB, submit], 'SUBMITTED', 'OCEAFIN'],
    ['suspension', [submit, control('SUSPENDED')], 'SUSPENDED', 'OCEAFIN'],
    ['reinstatement', [submit, control('SUSPENDED'), start, control('NONE')], 'PROCESSING', 'OCEAFIN'],
    ['closure', [submit, control('CLOSED')], 'CLOSED', null],
  ] as const)('after %s', (_what, commands, status, awaiting) => {
    const { state } = run(commands);
    expect([publicStatusOf(state), awaitingOf(state)]).toEqual([status, awaiting]);
  });

  describe('submission', () => {
    it('counts rounds and forgets the last decision', () => {
      const { state } = run([submit, start, reject('RETRYABLE'), submit]);
      expect(state).toMatchObject({ round: 2, decision: null, checks: [] });
      expect(state.decisions).toHaveLength(1);
      expect(state.current?.round).toBe(2);
    });

    it.each([
      ['while one is judged', [submit]],
      ['after a FINAL rejection', [submit, start, reject('FINAL')]],
      ['after an approval', [submit, start, approve]],
      ['while suspended', [control('SUSPENDED')]],
      ['when closed', [control('CLOSED')]],
    ] as const)('is refused %s', (_when, given) => {
      expect(submissionAllowed(run(given).state)).toBe(false);
      refused(...given, submit).toThrow(/'submit' is not allowed in state/);
    });

    it('answers everything that was open', () => {
      const { state } = run([submit, start, raiseAB, answer('a'), submit]);
      expect(state.requirements.map((one) => one.status)).toEqual(['ANSWERED', 'ANSWERED']);
      expect(state.answers).toEqual([]);
    });
  });

  describe('requirements', () => {
    it('keep their id and history when asked again', () => {
      const { state } = run([submit, start, raiseA, answer('a'), start, raiseA]);
      expect(state.requirements).toHaveLength(1);
      expect(state.requirements[0]).toMatchObject({ requirementId: 'requirement-a', status: 'OPEN' });
      expect(state.requirements[0]!.history.map((one) => `${one.status} ${one.by}`)).toEqual([
        'OPEN OCEAFIN',
        'ANSWERED PARTNER',
        'OPEN OCEAFIN',
      ]);
    });

    it('tell what was added, removed and changed', () => {
      const asked = [submit, start, raiseAB, answer('a', 'b'), start];
      const { events } = run([...asked, { ...raiseA, drafts: [draft('b'), draft('c')] } as CaseCommand]);
      const last = events.at(-1)!;
      const keys = (list: readonly { key: string }[]) => list.map((one) => one.key);
      expect(last.type).toBe('MissingInfoRequired');
      if (!('requirements' in last)) throw new Error('no requirements');
      expect(keys(last.requirements.added)).toEqual(['c']);
      expect(keys(last.requirements.removed)).toEqual(['a']);
      expect(keys(last.requirements.changed)).toEqual(['b']);
    });

    it('that are ADVISORY stop nothing and are waived by the decision', () => {
      const advisory = draft('x', { severity: 'ADVISORY' });
      const { state } = run([submit, start, { ...approve, drafts: [advisory] } as CaseCommand]);
      expect(state.stage).toBe('APPROVED');
      expect(state.requirements[0]!.history.map((one) => one.status)).toEqual(['OPEN', 'WAIVED']);
    });

    it('are due after their own days', () => {
      const { state, events } = run([submit, start, raiseA]);
      const at = Date.parse(events.at(-1)!.at);
      expect(Date.parse(state.requirements[0]!.raisedAt)).toBeGreaterThanOrEqual(at - 5000);
      expect(
        Date.parse(state.requirements[0]!.dueAt!) - Date.parse(state.requirements[0]!.raisedAt),
      ).toBeGreaterThan(29 * 86_400_000);
    });

    it('that stay open too long end in a rejection that may be retried', () => {
      const late = { ...raiseA, drafts: [draft('a', { dueDays: 0 })] } as CaseCommand;
      const { state } = run([submit, start, late, { type: 'PassDueDate' }]);
      expect(state.decision).toMatchObject({
        outcome: 'REJECTED',
        reasons: ['INFORMATION_NOT_PROVIDED'],
        retryability: 'RETRYABLE',
      });
      expect(state.requirements[0]!.status).toBe('WAIVED');
      expect(statusAfter(submit, start, raiseA, { type: 'PassDueDate' })).toBe('MISSING_INFO_REQUIRED');
    });

    it.each([
      ['unknown', [submit, start, raiseA, answer('z')]],
      ['answered before', [submit, start, raiseAB, answer('a'), answer('a')]],
      ['of a case without submission', [answer('a')]],
    ] as const)('that are %s take no answer', (_what, commands) => {
      refused(...commands).toThrow('The requirement is not open.');
    });

    it('take no answer while suspended', () => {
      refused(submit, start, raiseA, control('SUSPENDED'), answer('a')).toThrow(/SUSPENDED/);
    });
  });

  describe('withdrawal', () => {
    it.each([
      ['DRAFT', [submit, withdraw]],
      ['DRAFT', [submit, start, withdraw]],
      ['DRAFT', [submit, start, refer, withdraw]],
      ['MISSING_INFO_REQUIRED', [submit, start, raiseA, answer('a'), withdraw]],
      ['REJECTED', [submit, start, reject('RETRYABLE'), submit, start, withdraw]],
    ] as const)('goes back to %s', (status, commands) => {
      expect(statusAfter(...commands)).toBe(status);
    });

    it('opens the answers of the round again and restores the decision', () => {
      const { state } = run([submit, start, raiseAB, answer('a'), answer('b'), start, withdraw]);
      expect(state.requirements.map((one) => one.status)).toEqual(['OPEN', 'OPEN']);
      expect(state.evidence?.round).toBe(1);
      expect(state.round).toBe(2);
      const rejected = run([submit, start, reject('RETRYABLE'), submit, withdraw]).state;
      expect(rejected.decision?.outcome).toBe('REJECTED');
    });

    it('waives what only the withdrawn round asked', () => {
      const asked = { ...refer, drafts: [draft('x', { severity: 'ADVISORY' })] } as CaseCommand;
      expect(run([submit, start, asked, withdraw]).state.requirements[0]!.status).toBe('WAIVED');
    });

    it('asks about the evidence that it goes back to', () => {
      const first = draft('b', { severity: 'ADVISORY', pointer: '/aliases/0' });
      const judged = { ...refer, drafts: [{ ...first, pointer: '/aliases/3' }] } as CaseCommand;
      const asked = { ...raiseA, drafts: [draft('a'), first] } as CaseCommand;
      const round = run([submit, start, asked, submit, start, judged]).state;
      expect(round.requirements[1]).toMatchObject({ status: 'OPEN', pointer: '/aliases/3' });
      expect(run([withdraw], round).state.requirements).toMatchObject([
        { status: 'OPEN', pointer: '/supportingDocuments' },
        { status: 'OPEN', pointer: '/aliases/0' },
      ]);
    });

    it.each([
      ['before', [withdraw]],
      ['after the decision', [submit, start, approve, withdraw]],
      ['while suspended', [submit, control('SUSPENDED'), withdraw]],
    ] as const)('is refused %s', (_when, commands) => {
      refused(...commands).toThrow(/'withdraw' is not allowed/);
    });

    it('takes the next round for the next submission', () => {
      expect(run([submit, withdraw, submit]).state.round).toBe(2);
    });
  });

  describe('judging', () => {
    it('goes on behind a suspension and stops at closure', () => {
      expect(statusAfter(submit, control('SUSPENDED'), start, approve)).toBe('SUSPENDED');
      expect(statusAfter(submit, control('SUSPENDED'), start, approve, control('NONE'))).toBe('APPROVED');
      refused(submit, control('CLOSED'), start).toThrow(/CLOSED/);
      expect(statusAfter(control('CLOSED'), control('NONE'))).toBe('CLOSED');
    });

    it('asks in its own words what an operator asked before', () => {
      const byOperator = { ...raiseA, operator: rita, drafts: [draft('a', { noteId: 'n' })] } as CaseCommand;
      const given = [submit, start, refer, byOperator, answer('a'), start, raiseA];
      const [asked] = run(given).state.requirements;
      expect(asked).toMatchObject({ status: 'OPEN', requirementId: 'requirement-a' });
      expect(asked).not.toHaveProperty('noteId');
    });

    it('replaces a check that is run again', () => {
      const { state } = run([submit, start, recordChecks('FAIL'), recordChecks('PASS')]);
      expect(state.checks.map((one) => one.verdict)).toEqual(['PASS']);
    });

    it('is expected within a minute by rules, a day by people', () => {
      const byRules = run([submit, start]).state;
      expect(Date.parse(expectedDecisionAt(byRules)!) - Date.parse(byRules.current!.submittedAt)).toBe(
        60_000,
      );
      const people = run([submit, start, refer]).state;
      expect(Date.parse(expectedDecisionAt(people)!) - Date.parse(people.referral!.at)).toBe(86_400_000);
      expect(expectedDecisionAt(run([submit, start, approve]).state)).toBeNull();
    });

    it('leaves to people what was left to people', () => {
      refused(submit, start, refer, approve).toThrow(/left to people/);
      refused(submit, start, byOperator(rita, 'APPROVE')).toThrow(/rules are still judging/);
      expect(statusAfter(submit, start, refer, byOperator(rita, 'APPROVE'))).toBe('APPROVED');
    });
  });

  describe('four eyes', () => {
    const final = [submit, start, refer, byOperator(rita, 'REJECT', 'FINAL')];
    const settle = (type: 'Confirm' | 'Refuse', operator: typeof rita, given: readonly CaseCommand[]) => {
      const ground = countingGround();
      const { state } = run(given, undefined, ground);
      const decisionId = state.pending!.decisionId;
      return () => run([{ type, decisionId, operator }], state, ground).state;
    };

    it.each([
      ['a FINAL rejection', final],
      [
        'an approval against a failed check',
        [submit, start, recordChecks('FAIL'), refer, byOperator(rita, 'APPROVE')],
      ],
      [
        'the approval of an exposed person',
        [submit, start, recordChecks('REFER', 'POLITICAL_EXPOSURE'), refer, byOperator(rita, 'APPROVE')],
      ],
    ] as const)('%s waits for another', (_what, given) => {
      const { state } = run(given);
      expect([state.stage, state.pending?.proposedBy]).toEqual(['PROCESSING', rita]);
      expect(settle('Confirm', rita, given)).toThrow('Another operator');
      expect(settle('Confirm', sam, given)().decision).toMatchObject({ decidedBy: rita, confirmedBy: sam });
      expect(settle('Refuse', sam, given)()).toMatchObject({ stage: 'PROCESSING', pending: null });
    });

    it('reopens a FINAL rejection', () => {
      const given = [submit, start, reject('FINAL'), { type: 'Reopen', operator: rita } as const];
      const after = settle('Confirm', sam, given)();
      expect(after.decision?.retryability).toBe('RETRYABLE');
      expect(submissionAllowed(after)).toBe(true);
    });

    it('a withdrawal voids what was proposed', () => {
      expect(run([...final, withdraw]).state.pending).toBeNull();
    });
  });

  describe('a reminder', () => {
    const asked = [submit, start, raiseAB];
    const later = (at: string): Ground => ({ ...countingGround(), at });

    it('comes once, a week before the answers are due', () => {
      const { state } = run(asked);
      const at = reminderAt(state)!;
      expect(timersOf(state, { processingMinMs: 0 })).toEqual({ REMIND: at, DUE: dueAtOf(state) });
      expect(Date.parse(dueAtOf(state)!) - Date.parse(at)).toBe(7 * 86_400_000);
      expect(run([{ type: 'Remind' }], state).events).toEqual([]);
      const reminded = run([{ type: 'Remind' }], state, later(at));
      const told = reminded.events.map((event) => event.type === 'RequirementsReminded' && event.due.length);
      expect(told).toEqual([2]);
      expect(reminderAt(reminded.state)).toBeNull();
      expect(publicStatusOf(reminded.state)).toBe('MISSING_INFO_REQUIRED');
    });

    it('comes a day before where there is less time, and never to the suspended', () => {
      const short: CaseCommand = {
        type: 'Reverify',
        origin: 'OPERATOR',
        dueAt: '2026-01-03T00:00:00.000Z',
        drafts: [draft('r')],
      };
      const { state } = run([submit, start, approve, short]);
      expect(reminderAt(state)).toBe('2026-01-02T00:00:00.000Z');
      expect(timersOf(run([control('SUSPENDED')], state).state, { processingMinMs: 0 })).toEqual({});
    });
  });

  describe('re-verification', () => {
    const reverify = (dueAt: string | null): CaseCommand => ({
      type: 'Reverify',
      ...{ drafts: [draft('r')], origin: 'OPERATOR', dueAt },
    });
    const approved = [submit, start, approve];

    it('with a due date leaves the customer APPROVED all the way', () => {
      const steps = [reverify('2027-01-01T00:00:00.000Z'), answer('r'), start];
      for (let n = 1; n <= steps.length; n += 1) {
        expect(onboardingStatusOf(run([...approved, ...steps.slice(0, n)]).state)).toBe('APPROVED');
      }
      const done = run([...approved, ...steps, approve]).state;
      expect(done).toMatchObject({ stage: 'APPROVED', reverification: null, round: 2 });
    });

    it('has no decision while its round is judged', () => {
      const due = reverify('2027-01-01T00:00:00.000Z');
      expect(run([...approved, due]).state.decision).toMatchObject({ outcome: 'APPROVED' });
      expect(run([...approved, due, answer('r')]).state.decision).toBeNull();
      expect(run([...approved, due, answer('r'), start, raiseA]).state.decision).toBeNull();
    });

    it('at once asks now', () => {
      expect(statusAfter(...approved, reverify(null))).toBe('MISSING_INFO_REQUIRED');
      expect(statusAfter(...approved, reverify(null), answer('r'))).toBe('SUBMITTED');
    });

    it('that is overdue takes the approval, and leaves the decision open', () => {
      const passed = { type: 'PassDueDate' } as const;
      const overdue = run([...approved, reverify('2026-01-01T00:00:01.000Z'), passed, passed]).state;
      expect(publicStatusOf(overdue)).toBe('MISSING_INFO_REQUIRED');
      expect(overdue.reverification?.dueAt).toBeNull();
      expect(timersOf(overdue, { processingMinMs: 0 })).toEqual({});
      const early = run([...approved, reverify('2027-01-01T00:00:00.000Z'), { type: 'PassDueDate' }]);
      expect(publicStatusOf(early.state)).toBe('APPROVED');
    });

    it('never rejects an approved customer', () => {
      const judged = [...approved, reverify('2027-01-01T00:00:00.000Z'), answer('r'), start];
      const byRules = run([...judged, reject('RETRYABLE')]).state;
      expect([publicStatusOf(byRules), byRules.referral?.why]).toEqual(['APPROVED', ['ONBOARDING_DECLINED']]);
      refused(...judged, refer, byOperator(rita, 'REJECT')).toThrow(/suspended or closed/);
    });

    it('begins by itself 30 days before a document expires', () => {
      const expiring = { ...submit, expiresOn: '2027-03-02' } as CaseCommand;
      const { state } = run([expiring, start, approve]);
      expect(timersOf(state, { processingMinMs: 0 })).toEqual({ EXPIRY: '2027-01-31T23:59:59.999Z' });
      expect(expiryAt(run([expiring, start, approve, reverify(null)]).state)).toBeNull();
      expect(expiryAt(run(approved).state)).toBeNull();
    });

    it('counts a document until its file is rejected, even where the round was withdrawn since', () => {
      const expiring = { ...submit, expiresOn: '2035-01-01' } as CaseCommand;
      const judgeDocuments: CaseCommand = { type: 'JudgeDocuments', expiresOn: '2027-03-02' };
      const judged = [expiring, start, judgeDocuments];
      expect(run(judged).events.at(-1)).toMatchObject({ type: 'DocumentsJudged', expiresOn: '2027-03-02' });
      expect(run([...judged, judgeDocuments]).events).toEqual(run(judged).events);
      expect(expiryAt(run([...judged, approve]).state)).toBe('2027-01-31T23:59:59.999Z');
      const again = run([...judged, raiseA, expiring, start, withdraw]).state;
      expect(again.evidence?.expiresOn).toBe('2027-03-02');
      refused(expiring, judgeDocuments).toThrow(/SUBMITTED/);
    });

    it('is because of an expiry where rules ask, whoever asked the same before', () => {
      const asks = (origin: 'RULES' | 'OPERATOR', dueAt: string): CaseCommand => ({
        type: 'Reverify',
        ...{ drafts: [draft('r', { code: 'REVERIFICATION' })], origin, dueAt },
      });
      const byRules = asks('RULES', '2027-03-02T23:59:59.999Z');
      const byPeople = asks('OPERATOR', '2028-01-01T00:00:00.000Z');
      const verifiedAgain = [answer('r'), start, approve];
      const rulesLast = run([...approved, byPeople, ...verifiedAgain, byRules]).state;
      const peopleLast = run([...approved, byRules, ...verifiedAgain, byPeople]).state;
      expect([rulesLast, peopleLast].map(renewalDay)).toEqual(['2027-03-02', null]);
    });

    it('is for approved customers', () => {
      refused(submit, reverify(null)).toThrow(/'reverify' is not allowed in state SUBMITTED/);
    });
  });
});
