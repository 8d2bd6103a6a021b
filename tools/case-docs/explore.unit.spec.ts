import { ONBOARDING_TRANSITIONS } from '../../tests/support/contract-transitions';
import { exploreCases } from './explore';
import { stateDiagram } from './state-diagram';

describe('the state diagram', () => {
  it('shows the transitions of the contract, all of them and no other', () => {
    const moves = exploreCases()
      .filter(({ from, to }) => from !== to)
      .map(({ from, to }) => `${from}→${to}`);
    expect(new Set(moves)).toEqual(ONBOARDING_TRANSITIONS);
  });

  it('names each event of an arrow once', () => {
    const lines = stateDiagram([
      { from: 'DRAFT', to: 'SUBMITTED', by: 'B' },
      { from: 'DRAFT', to: 'SUBMITTED', by: 'A' },
    ]).split('\n');
    expect(lines.at(-1)?.trim()).toBe('DRAFT --> SUBMITTED: A<br/>B');
  });
});
