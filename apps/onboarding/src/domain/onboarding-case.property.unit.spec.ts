import fc from 'fast-check';
import { ONBOARDING_TRANSITIONS } from '../../../../tests/support/contract-transitions';
import {
  type CaseCommand,
  type CaseState,
  decide,
  evolve,
  onboardingStatusOf,
  publicStatusOf,
  told,
} from '.';
import {
  answer,
  approve,
  byOperator,
  control,
  countingGround,
  draft,
  EMPTY,
  raiseA,
  raiseAB,
  recordChecks,
  refer,
  reject,
  rita,
  sam,
  start,
  submit,
  withdraw,
} from './given.fixture.spec';

/** A command that may depend on where the case stands, as a client's or a worker's would. */
type Move = (state: CaseState) => CaseCommand;

const settle =
  (type: 'Confirm' | 'Refuse', operator: typeof rita): Move =>
  (state) => ({ type, operator, decisionId: state.pending?.decisionId ?? 'none' });

const fixed: CaseCommand[] = [
  submit,
  start,
  withdraw,
  refer,
  raiseA,
  raiseAB,
  answer('a'),
  answer('b'),
  answer('a', 'b'),
  approve,
  reject('RETRYABLE'),
  reject('FINAL'),
  recordChecks('PASS'),
  recordChecks('FAIL'),
  { type: 'JudgeDocuments', expiresOn: '2027-03-02' },
  { type: 'JudgeDocuments', expiresOn: null },
  byOperator(rita, 'APPROVE'),
  byOperator(rita, 'REJECT', 'FINAL'),
  byOperator(sam, 'REJECT', 'RETRYABLE'),
  control('SUSPENDED'),
  control('NONE'),
  { type: 'PassDueDate' },
  { type: 'Reopen', operator: rita },
  { type: 'Reverify', drafts: [draft('a')], origin: 'OPERATOR', dueAt: null },
  { type: 'Reverify', drafts: [draft('b')], origin: 'OPERATOR', dueAt: '2030-01-01T00:00:00.000Z' },
];
const moves: Move[] = [
  ...fixed.map(
    (command): Move =>
      () =>
        command,
  ),
  settle('Confirm', rita),
  settle('Confirm', sam),
  settle('Refuse', sam),
];

/** Closing ends everything, so it comes seldom. */
const sequences = fc.array(
  fc.oneof(
    { arbitrary: fc.constantFrom(...moves), weight: 60 },
    { arbitrary: fc.constant<Move>(() => control('CLOSED')), weight: 1 },
  ),
  { maxLength: 40 },
);

function violations(state: CaseState): string[] {
  const judging = state.stage === 'SUBMITTED' || state.stage === 'PROCESSING';
  const ids = state.requirements.map((one) => one.requirementId);
  const rules: [boolean, string][] = [
    [judging === (state.roundStart !== null), 'a round is judged and knows where it began, or neither'],
    [(state.stage === 'PROCESSING') === (state.processingSince !== null), 'processing has its beginning'],
    [state.referral === null || state.stage === 'PROCESSING', 'only rounds in processing are with people'],
    [!judging || state.evidence?.submissionId === state.current?.submissionId, 'what is judged is current'],
    [state.round === (state.current?.round ?? 0), 'the round is that of the current submission'],
    [state.stage === 'DRAFT' || state.evidence !== null, 'beyond DRAFT there is evidence'],
    [new Set(ids).size === ids.length, 'requirement ids are unique'],
    [state.answers.length === 0 || state.stage === 'MISSING_INFO_REQUIRED', 'kept answers wait for more'],
    [state.stage !== 'APPROVED' || state.decision?.outcome === 'APPROVED', 'APPROVED has an approval'],
    [state.stage !== 'REJECTED' || state.decision?.outcome === 'REJECTED', 'REJECTED has a rejection'],
    [
      !['APPROVED', 'REJECTED'].includes(state.stage) ||
        state.requirements.every((one) => one.status !== 'OPEN' && one.status !== 'ANSWERED'),
      'decided cases ask for nothing',
    ],
    [
      state.requirements.every((one) => one.history.at(-1)?.status === one.status),
      'a requirement is where its history ends',
    ],
    [
      state.requirements.every((one) => (one.awaiting === 'PARTNER') === (one.status === 'OPEN')),
      'open requirements wait for the partner',
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, rule]) => rule);
}

function play(sequence: readonly Move[], visit: (before: CaseState, after: CaseState) => void = () => {}) {
  const ground = countingGround();
  let state = EMPTY;
  const events = [];
  for (const move of sequence) {
    let happened;
    try {
      happened = decide(state, move(state), ground);
    } catch (error) {
      if (error instanceof TypeError) throw error;
      continue;
    }
    for (const event of happened) {
      const before = state;
      state = evolve(state, event);
      events.push(event);
      visit(before, state);
    }
  }
  return { state, events };
}

describe('any sequence of commands', () => {
  it('leads to legal states only, by legal transitions', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        play(sequence, (before, after) => {
          expect(violations(after)).toEqual([]);
          const [from, to] = [onboardingStatusOf(before), onboardingStatusOf(after)];
          if (from !== to) expect(ONBOARDING_TRANSITIONS).toContain(`${from}→${to}`);
        });
      }),
      { numRuns: 3_000 },
    );
  });

  it('never leaves CLOSED, and nothing happens in it', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        play(sequence, (before) => expect(publicStatusOf(before)).not.toBe('CLOSED'));
      }),
    );
  });

  it('is told again identically by its events', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const { state, events } = play(sequence);
        expect(events.reduce(evolve, EMPTY)).toEqual(state);
        const stored = JSON.parse(JSON.stringify(events)) as typeof events;
        expect(stored.reduce(evolve, EMPTY)).toEqual(state);
      }),
    );
  });

  it('tells the other apps nothing but codes, ids and digests', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const { events } = play(sequence);
        const after = events.reduce(evolve, EMPTY);
        const text = JSON.stringify(events.map((event) => told(event, after)?.data ?? null));
        expect(text).not.toMatch(/Upload one|Proof of address|OTHER|Rita|rita/);
      }),
      { numRuns: 200 },
    );
  });
});
