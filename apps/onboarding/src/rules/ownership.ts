import type { AdditionalCorporationDetails, RelatedEntity } from '../forms';

type Section = Pick<AdditionalCorporationDetails, 'relatedPersons' | 'relatedEntities' | 'ownerships'>;

/** Who owns the company, as far as the form says. */
export interface OwnershipPicture {
  /** Percent of the company that each person holds, directly and through entities, by personRef. */
  readonly held: ReadonlyMap<string, number>;
  /** Percent of the company that persons and listed or regulated entities hold. */
  readonly explained: number;
}

/** Percents come with two decimals; what a chain of products loses in the last digits must not count. */
const TOLERANCE = 1e-9;

export function reaches(percent: number, threshold: number): boolean {
  return percent >= threshold - TOLERANCE;
}

/** Listed and regulated entities are known to the public or to a supervisor: their stakes are explained. */
function isTransparent(entity: RelatedEntity): boolean {
  return entity.listedOn !== undefined || entity.regulatedBy !== undefined;
}

/**
 * Direct stakes and those through owned entities, cross-holdings and cycles included. What circulates
 * between entities that nobody outside of them owns belongs to nobody.
 */
export function ownershipPicture(section: Section): OwnershipPicture {
  const { relatedPersons, relatedEntities = [], ownerships = [] } = section;
  const through = entityStakes(section, () => true);
  const held = new Map(relatedPersons.map((one) => [one.personRef, one.ownershipPercent ?? 0]));
  for (const { ownerRef, ownedRef, percent } of ownerships) {
    const own = held.get(ownerRef);
    if (own !== undefined) held.set(ownerRef, own + (percent / 100) * (through.get(ownedRef) ?? 0));
  }
  return { held, explained: explained(section, new Set(relatedEntities.filter(isTransparent))) };
}

/** Each stake counts once: what a transparent entity holds isn't followed to its owners. */
function explained(section: Section, transparent: ReadonlySet<RelatedEntity>): number {
  const { relatedPersons, relatedEntities = [], ownerships = [] } = section;
  const stakes = entityStakes(section, (entity) => !transparent.has(entity));
  const opaque = new Set(relatedEntities.filter((one) => !transparent.has(one)).map((one) => one.entityRef));
  const persons = new Set(relatedPersons.map((one) => one.personRef));
  const direct = relatedPersons.map((one) => one.ownershipPercent ?? 0);
  const indirect = ownerships
    .filter((one) => persons.has(one.ownerRef) && opaque.has(one.ownedRef))
    .map((one) => (one.percent / 100) * (stakes.get(one.ownedRef) ?? 0));
  const known = [...transparent].map((one) => stakes.get(one.entityRef) ?? 0);
  return [...direct, ...indirect, ...known].reduce((sum, part) => sum + part, 0);
}

/**
 * Percent of the company that each entity holds: its direct stake and its share of what the entities
 * that it owns hold. `passesOn` says whose holdings are followed to their owners.
 */
function entityStakes(section: Section, passesOn: (entity: RelatedEntity) => boolean): Map<string, number> {
  const { relatedEntities = [], ownerships = [] } = section;
  const draining = drainingEntities(section);
  const index = new Map(relatedEntities.map((one, i) => [one.entityRef, i]));
  const matrix = relatedEntities.map((_, i) => relatedEntities.map((__, j) => (i === j ? 1 : 0)));
  const direct = relatedEntities.map((one) => one.ownershipPercent ?? 0);
  for (const { ownerRef, ownedRef, percent } of ownerships) {
    const [owner, owned] = [index.get(ownerRef), index.get(ownedRef)];
    if (owner === undefined || owned === undefined || !draining.has(ownedRef)) continue;
    if (passesOn(relatedEntities[owned]!)) matrix[owner]![owned]! -= percent / 100;
  }
  const stakes = solve(matrix, direct);
  return new Map(relatedEntities.map((one, i) => [one.entityRef, stakes[i]!]));
}

/** Entities whose holdings end somewhere: with an owner outside of a closed circle, or with a part nobody declared. */
function drainingEntities({ relatedEntities = [], ownerships = [] }: Section): ReadonlySet<string> {
  const entities = new Set(relatedEntities.map((one) => one.entityRef));
  const declared = new Map<string, number>();
  for (const { ownerRef, ownedRef, percent } of ownerships) {
    if (entities.has(ownerRef))
      declared.set(ownedRef, (declared.get(ownedRef) ?? 0) + Math.round(percent * 100));
  }
  const draining = new Set([...entities].filter((ref) => (declared.get(ref) ?? 0) < 10_000));
  for (let size = -1; size !== draining.size;) {
    size = draining.size;
    for (const { ownerRef, ownedRef } of ownerships) if (draining.has(ownerRef)) draining.add(ownedRef);
  }
  return draining;
}

/** Gaussian elimination with pivoting. The matrix is regular because every entity in it drains. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = rows.length;
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < n; row += 1) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < n; row += 1) {
      const factor = row === column ? 0 : rows[row]![column]! / rows[column]![column]!;
      if (factor === 0) continue;
      for (let k = column; k <= n; k += 1) rows[row]![k]! -= factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}
