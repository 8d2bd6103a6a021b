import { exploreCases } from './explore';
import { stateDiagram } from './state-diagram';

/** The transitions of section 4 of the contract that onboarding makes, controls aside. */
const CONTRACT = [
  'DRAFT→SUBMITTED',
  'SUBMITTED→PROCESSING',
  'PROCESSING→APPROVED',
  'PROCESSING→REJECTED',
  'PROCESSING→MISSING_INFO_REQUIRED',
  'MISSING_INFO_REQUIRED→SUBMITTED',
  'MISSING_INFO_REQUIRED→REJECTED',
  'REJECTED→SUBMITTED',
  'APPROVED→MISSING_INFO_REQUIRED',
  ...['SUBMITTED', 'PROCESSING'].flatMap((from) =>
    ['DRAFT', 'MISSING_INFO_REQUIRED', 'REJECTED'].map((to) => `${from}→${to}`),
  ),
];

describe('the state diagram', () => {
  it('shows the transitions of the contract, all of them and no other', () => {
    const moves = exploreCases()
      .filter(({ from, to }) => from !== to)
      .map(({ from, to }) => `${from}→${to}`);
    expect(new Set(moves)).toEqual(new Set(CONTRACT));
  });

  it('names each event of an arrow once', () => {
    const lines = stateDiagram([
      { from: 'DRAFT', to: 'SUBMITTED', by: 'B' },
      { from: 'DRAFT', to: 'SUBMITTED', by: 'A' },
    ]).split('\n');
    expect(lines.at(-1)?.trim()).toBe('DRAFT --> SUBMITTED: A<br/>B');
  });
});
