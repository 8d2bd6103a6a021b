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
  it('runs lanes concurrently up to the limit and each lane in order', async () => {
    let running = 0;
    let most = 0;
    const seen: number[] = [];
    await runLanes([[0, 3], [1, 4], [2]], 2, async (index) => {
      running += 1;
      most = Math.max(most, running);
      await tick();
      seen.push(index);
      running -= 1;
      return 'CONTINUE';
    });
    expect(most).toBe(2);
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(seen.indexOf(0)).toBeLessThan(seen.indexOf(3));
    expect(seen.indexOf(1)).toBeLessThan(seen.indexOf(4));
  });

  it('takes nothing new once told to stop', async () => {
    const seen: number[] = [];
    await runLanes([[0, 1], [2]], 1, async (index) => {
      seen.push(index);
      return index === 0 ? 'STOP' : 'CONTINUE';
    });
    expect(seen).toEqual([0]);
  });
});
