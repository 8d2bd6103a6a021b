import { type Fault, scheduleOf } from './schedule';

const twentyMinutes = { seed: 7, minutes: 20, instances: 2 };
const instanceFaults = (faults: Fault[]) =>
  faults.filter(({ kind }) => kind === 'kill' || kind === 'pause' || kind === 'leave');

describe('the schedule of faults', () => {
  it('is the same for the same seed and another for another', () => {
    expect(scheduleOf(twentyMinutes)).toEqual(scheduleOf(twentyMinutes));
    expect(scheduleOf({ ...twentyMinutes, seed: 8 })).not.toEqual(scheduleOf(twentyMinutes));
  });

  it.each([1, 7, 42, 1234])(
    'holds every kind of fault and at least 50 kills in 20 minutes (seed %i)',
    (seed) => {
      const faults = scheduleOf({ ...twentyMinutes, seed });
      const kills = faults.filter(({ kind }) => kind === 'kill');
      expect(kills.length).toBeGreaterThanOrEqual(50);
      expect(new Set(kills.map(({ target }) => target)).size).toBe(8);
      expect(new Set(faults.map(({ kind }) => kind))).toEqual(
        new Set(['kill', 'pause', 'leave', 'cut', 'refuse', 'latency', 'skew']),
      );
    },
  );

  it('kills a server again only when it had half a minute to come back', () => {
    const faults = scheduleOf(twentyMinutes).filter(({ kind }) => kind === 'kill');
    for (const server of ['kafka', 'postgres']) {
      const times = faults
        .filter((fault) => 'target' in fault && fault.target === server)
        .map(({ atMs }) => atMs);
      const apart = times.slice(1).map((atMs, index) => atMs - times[index]!);
      expect(Math.min(...apart)).toBeGreaterThanOrEqual(30_000);
    }
  });

  it('never strikes a process that an earlier fault still holds, and pauses longer than a lease', () => {
    const faults = instanceFaults(scheduleOf(twentyMinutes));
    for (const [index, fault] of faults.entries()) {
      const next = faults.slice(index + 1).find(({ target }) => target === fault.target);
      if (next) expect(next.atMs).toBeGreaterThan(fault.atMs + fault.forMs);
      if (fault.kind === 'pause') expect(fault.forMs).toBeGreaterThan(10_000);
    }
  });
});
