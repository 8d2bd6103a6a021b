import { setImmediate as tick } from 'node:timers/promises';
import { lanesByKey, runLanes } from './lanes';

const message = (key: string | null) => ({ key: key === null ? null : Buffer.from(key) });

describe('lanesByKey', () => {
  it('keeps the order of each key', () => {
    expect(lanesByKey(['a', 'b', 'a', null, 'b', 'a', null].map(message))).toEqual([
      [0, 2, 5],
      [1, 4],
      [3, 6],
    ]);
  });
});

describe('runLanes', () => {
  const apart = async (): Promise<'APART'> => 'APART';

  it.each([1, 16])(
    'runs lanes concurrently up to the limit and each lane in order (%i together)',
    async (together) => {
      let running = 0;
      let most = 0;
      const seen: number[] = [];
      const alone = async (index: number): Promise<'CONTINUE'> => {
        running += 1;
        most = Math.max(most, running);
        await tick();
        seen.push(index);
        running -= 1;
        return 'CONTINUE';
      };
      await runLanes([[0, 3], [1, 4], [2]], { lanes: 2, together }, { together: apart, alone });
      expect(most).toBe(2);
      expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
      expect(seen.indexOf(0)).toBeLessThan(seen.indexOf(3));
      expect(seen.indexOf(1)).toBeLessThan(seen.indexOf(4));
    },
  );

  it('takes nothing new once told to stop', async () => {
    const seen: number[] = [];
    const alone = async (index: number): Promise<'STOP' | 'CONTINUE'> => {
      seen.push(index);
      return index === 0 ? 'STOP' : 'CONTINUE';
    };
    const limits = { lanes: 1, together: 1 };
    expect(await runLanes([[0, 1], [2]], limits, { together: apart, alone })).toBe('STOP');
    expect(seen).toEqual([0]);
  });

  it('takes no two lanes together where one is free for each', async () => {
    const alone = jest.fn(async () => 'CONTINUE' as const);
    const together = jest.fn(async () => 'CONTINUE' as const);
    await runLanes([[0], [1, 3], [2]], { lanes: 4, together: 16 }, { together, alone });
    expect(together.mock.calls).toEqual([[[1, 3]]]);
    expect(alone.mock.calls).toEqual([[0], [2]]);
  });

  it('takes a backlog in handfuls, a long lane in pieces', async () => {
    const taken: (readonly number[])[] = [];
    const together = async (indexes: readonly number[]): Promise<'CONTINUE'> => {
      taken.push(indexes);
      return 'CONTINUE';
    };
    const lanes = [[0, 5], [1], [2], [3, 4], [6, 7, 8, 9, 10, 11, 12, 13, 14]];
    const alone = jest.fn(async () => 'CONTINUE' as const);
    await runLanes(lanes, { lanes: 1, together: 4 }, { together, alone });
    expect(taken).toEqual([
      [0, 5, 1, 2],
      [3, 4],
      [6, 7, 8, 9],
      [10, 11, 12, 13],
    ]);
    expect(alone.mock.calls).toEqual([[14]]);
  });

  it('takes a handful that fails apart, nothing twice', async () => {
    const alone: number[] = [];
    const together: number[] = [];
    const work = {
      together: async (indexes: readonly number[]): Promise<'CONTINUE' | 'APART'> => {
        if (indexes.includes(9)) return 'APART';
        together.push(...indexes);
        return 'CONTINUE';
      },
      alone: async (index: number): Promise<'CONTINUE'> => {
        alone.push(index);
        return 'CONTINUE';
      },
    };
    await runLanes(
      [
        [0, 1, 8, 9, 10],
        [2, 3],
        [4, 5],
      ],
      { lanes: 1, together: 2 },
      work,
    );
    expect(together).toEqual([0, 1, 2, 3, 4, 5]);
    expect(alone).toEqual([8, 9, 10]);
  });
});
