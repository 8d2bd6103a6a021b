import fc from 'fast-check';
import { publicStatusOf } from '../../apps/onboarding/src/domain';
import { sizes } from './config';
import { TwoApps } from './two-apps';

const schedules = fc.array(fc.nat({ max: 100_000 }), { maxLength: 60 });

describe('any schedule of commands, controls and deliveries', () => {
  const { modelRuns, seed } = sizes();

  it('leaves customer and case saying the same, by a history that the contract allows', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(schedules, (schedule) => {
        const apps = new TwoApps();
        // A history that isn't allowed is refused with an error by the customer app.
        for (const choice of schedule) apps.step(choice);
        apps.settle();
        expect(apps.customer.status).toBe(publicStatusOf(apps.case));
        const closedAt = apps.statuses.indexOf('CLOSED');
        expect(new Set(closedAt < 0 ? [] : apps.statuses.slice(closedAt)).size).toBeLessThanOrEqual(1);
        ends.add(apps.customer.status);
      }),
      { numRuns: modelRuns, seed },
    );
    // Schedules that never get anywhere would prove nothing.
    expect(ends.size).toBeGreaterThanOrEqual(4);
  });
});
