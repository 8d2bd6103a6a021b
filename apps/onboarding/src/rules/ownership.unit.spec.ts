import fc from 'fast-check';
import type { Ownership, RelatedEntity, RelatedPerson } from '../forms';
import { ownershipPicture, reaches } from './ownership';

const person = (personRef: string, ownershipPercent?: number) =>
  ({ personRef, ownershipPercent }) as RelatedPerson;
const entity = (entityRef: string, ownershipPercent?: number, more: Partial<RelatedEntity> = {}) =>
  ({ entityRef, ownershipPercent, ...more }) as RelatedEntity;
const holds = (ownerRef: string, percent: number, ownedRef: string): Ownership => ({
  ownerRef,
  ownedRef,
  percent,
});

const picture = (
  relatedPersons: RelatedPerson[],
  relatedEntities: RelatedEntity[] = [],
  ownerships: Ownership[] = [],
) => ownershipPicture({ relatedPersons, relatedEntities, ownerships });

describe('who holds how much', () => {
  test('direct stakes', () => {
    const { held, explained } = picture([person('a', 60), person('b', 30), person('c')]);
    expect(Object.fromEntries(held)).toEqual({ a: 60, b: 30, c: 0 });
    expect(explained).toBe(90);
  });

  test('through a chain of entities, beside a direct stake', () => {
    const { held, explained } = picture(
      [person('a', 10), person('b')],
      [entity('x', 50), entity('y')],
      [holds('y', 50, 'x'), holds('a', 100, 'y'), holds('b', 50, 'x')],
    );
    expect(held.get('a')).toBeCloseTo(35, 9);
    expect(held.get('b')).toBeCloseTo(25, 9);
    expect(reaches(held.get('b')!, 25)).toBe(true);
    expect(explained).toBeCloseTo(60, 9);
  });

  test('an entity whose owners nobody names explains nothing', () => {
    expect(picture([person('a', 40)], [entity('x', 60)]).explained).toBe(40);
  });

  test('a listed or regulated entity explains its whole stake, once', () => {
    const listed = entity('x', 60, { listedOn: 'SGX' });
    const { held, explained } = picture([person('a')], [listed], [holds('a', 50, 'x')]);
    expect(held.get('a')).toBeCloseTo(30, 9);
    expect(explained).toBeCloseTo(60, 9);
    const regulated = entity('y', undefined, { regulatedBy: 'MAS' });
    expect(picture([], [entity('x', 80), regulated], [holds('y', 100, 'x')]).explained).toBeCloseTo(80, 9);
  });

  test('cross-holdings: what comes back counts', () => {
    // x and y hold half of each other; the rest of y is a's: all of x's stake ends with a or in nobody's hands.
    const { held } = picture(
      [person('a')],
      [entity('x', 100), entity('y')],
      [holds('y', 50, 'x'), holds('x', 50, 'y'), holds('a', 50, 'y')],
    );
    expect(held.get('a')).toBeCloseTo(100 / 3, 9);
  });

  test('a closed circle belongs to nobody', () => {
    const circle = [holds('y', 100, 'x'), holds('x', 100, 'y')];
    expect(picture([person('a', 20)], [entity('x', 80), entity('y')], circle).explained).toBe(20);
    expect(picture([], [entity('x', 80)], [holds('x', 100, 'x')]).explained).toBe(0);
  });

  test('a circle that leaks a hundredth of a percent ends there', () => {
    const { held } = picture(
      [person('a')],
      [entity('x', 100)],
      [holds('x', 99.99, 'x'), holds('a', 0.01, 'x')],
    );
    expect(held.get('a')).toBeCloseTo(100, 6);
  });
});

interface Graph {
  relatedPersons: RelatedPerson[];
  relatedEntities: RelatedEntity[];
  ownerships: Ownership[];
}

/** Entities and persons with direct stakes up to 100 in all, each entity owned up to 100. */
const section = fc
  .record({
    persons: fc.integer({ min: 0, max: 4 }),
    entities: fc.integer({ min: 0, max: 5 }),
    seeds: fc.array(
      fc.integer({ min: 0, max: 20 }).map((part) => part * 500),
      { minLength: 70, maxLength: 70 },
    ),
    transparent: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  })
  .map(({ persons, entities, seeds, transparent }) => {
    const rest = [...seeds];
    const refs = [...Array(persons).keys()].map((i) => `p${i}`);
    const owned = [...Array(entities).keys()].map((i) => `e${i}`);
    /** Splits a whole into parts that may leave something over. */
    const split = (count: number) => {
      let left = 10_000;
      return Array.from({ length: count }, () => {
        const part = Math.min(left, rest.pop() ?? 0);
        left -= part;
        return part / 100;
      });
    };
    const direct = split(persons + entities);
    const ownerships = owned.flatMap((ownedRef) => {
      const parts = split(persons + entities);
      return [...refs, ...owned].flatMap((ownerRef, i) =>
        parts[i]! > 0 ? [holds(ownerRef, parts[i]!, ownedRef)] : [],
      );
    });
    return {
      relatedPersons: refs.map((ref, i) => person(ref, direct[i])),
      relatedEntities: owned.map((ref, i) =>
        entity(ref, direct[persons + i], transparent[i] ? { listedOn: 'SGX' } : {}),
      ),
      ownerships,
    };
  });

/** The same by following every stake step by step. */
function byWalking({ relatedPersons, relatedEntities, ownerships }: Graph): Map<string, number> {
  const held = new Map(relatedPersons.map((one) => [one.personRef, one.ownershipPercent ?? 0]));
  let stakes = new Map(relatedEntities.map((one) => [one.entityRef, one.ownershipPercent ?? 0]));
  for (let step = 0; step < 5_000 && [...stakes.values()].some((stake) => stake > 1e-12); step += 1) {
    const next = new Map<string, number>();
    for (const { ownerRef, ownedRef, percent } of ownerships) {
      const part = ((stakes.get(ownedRef) ?? 0) * percent) / 100;
      if (held.has(ownerRef)) held.set(ownerRef, held.get(ownerRef)! + part);
      else next.set(ownerRef, (next.get(ownerRef) ?? 0) + part);
    }
    stakes = next;
  }
  return held;
}
describe('any graph', () => {
  test('is judged as by following every stake', () => {
    fc.assert(
      fc.property(section, (one) => {
        const { held } = ownershipPicture(one);
        for (const [ref, percent] of byWalking(one))
          expect(Math.abs(held.get(ref)! - percent)).toBeLessThan(1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test('explains no more than there is and no less than what persons hold outright', () => {
    fc.assert(
      fc.property(section, (one) => {
        const { held, explained } = ownershipPicture(one);
        const persons = [...held.values()].reduce((sum, part) => sum + part, 0);
        expect(explained).toBeLessThanOrEqual(100 + 1e-6);
        expect(explained).toBeGreaterThanOrEqual(persons - 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test('of 200 entities that all own each other is judged quickly', () => {
    const refs = [...Array(200).keys()].map((i) => `e${i}`);
    const ownerships = refs.flatMap((ownedRef, i) => [
      ...[1, 2, 3, 5, 8].map((step) => holds(refs[(i + step) % 200]!, 19.99, ownedRef)),
    ]);
    const began = process.cpuUsage();
    ownershipPicture({
      relatedPersons: [],
      relatedEntities: refs.map((ref) => entity(ref, 0.5)),
      ownerships,
    });
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000).toBeLessThan(2_000);
  });
});
