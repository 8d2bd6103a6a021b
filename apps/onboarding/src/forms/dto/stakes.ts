import type { FieldError } from '@oceafin/contracts';
import { fieldError, pointer } from '@oceafin/platform';
import type { Ownership, RelatedEntity, RelatedPerson } from './ownership.dto';

/** The parts of a company's ownership; members and items that were wrong by themselves are undefined. */
export interface Stakes {
  relatedPersons?: readonly (Partial<RelatedPerson> | undefined)[];
  relatedEntities?: readonly (Partial<RelatedEntity> | undefined)[];
  ownerships?: readonly (Partial<Ownership> | undefined)[];
}

/** Refs are unique and name something; nobody owns more than there is. Pointers are relative to the section. */
export function judgeStakes(stakes: Stakes, given: ReadonlySet<string>): FieldError[] {
  return [
    ...repeatedRefs(stakes),
    ...danglingRefs(stakes, given),
    ...excessOfCompany(stakes),
    ...excessOfEntities(stakes),
  ];
}

function repeatedRefs({ relatedPersons = [], relatedEntities = [], ownerships = [] }: Stakes): FieldError[] {
  const refs = new Set<string>();
  const pairs = new Set<string>();
  const repeated = (seen: Set<string>, key: string | undefined, at: string): FieldError[] => {
    if (key === undefined) return [];
    if (seen.has(key)) return [fieldError('DUPLICATE', at)];
    seen.add(key);
    return [];
  };
  return [
    ...relatedPersons.flatMap((one, i) =>
      repeated(refs, one?.personRef, pointer('relatedPersons', i, 'personRef')),
    ),
    ...relatedEntities.flatMap((one, i) =>
      repeated(refs, one?.entityRef, pointer('relatedEntities', i, 'entityRef')),
    ),
    ...ownerships.flatMap((one, i) => {
      const known = one?.ownerRef !== undefined && one.ownedRef !== undefined;
      return repeated(
        pairs,
        known ? JSON.stringify([one.ownerRef, one.ownedRef]) : undefined,
        pointer('ownerships', i),
      );
    }),
  ];
}

/** Where some ref is wrong by itself, what names it can't be called dangling. */
function danglingRefs(stakes: Stakes, given: ReadonlySet<string>): FieldError[] {
  const lists = ['relatedPersons', 'relatedEntities'] as const;
  if (lists.some((list) => given.has(list) && !stakes[list])) return [];
  const { relatedPersons = [], relatedEntities = [], ownerships = [] } = stakes;
  const entities = new Set(relatedEntities.map((one) => one?.entityRef));
  const owners = new Set([...entities, ...relatedPersons.map((one) => one?.personRef)]);
  const dangling = (known: Set<string | undefined>, ref: string | undefined, at: string): FieldError[] =>
    ref === undefined || known.has(ref) || known.has(undefined)
      ? []
      : [fieldError('INVALID_VALUE', at, 'Nothing that can stand here has this ref.')];
  return ownerships.flatMap((one, i) => [
    ...dangling(owners, one?.ownerRef, pointer('ownerships', i, 'ownerRef')),
    ...dangling(entities, one?.ownedRef, pointer('ownerships', i, 'ownedRef')),
  ]);
}

function excessOfCompany({ relatedPersons = [], relatedEntities = [] }: Stakes): FieldError[] {
  const holders = [...relatedPersons, ...relatedEntities];
  const total = hundredths(holders.map((one) => one?.ownershipPercent));
  return total > 10_000 ? [fieldError('OWNERSHIP_EXCEEDS_100', pointer('relatedPersons'))] : [];
}

function excessOfEntities({ ownerships = [] }: Stakes): FieldError[] {
  const held = new Map<string, (number | undefined)[]>();
  for (const one of ownerships) {
    if (one?.ownedRef !== undefined) held.set(one.ownedRef, [...(held.get(one.ownedRef) ?? []), one.percent]);
  }
  const excessive = [...held.values()].some((percents) => hundredths(percents) > 10_000);
  return excessive ? [fieldError('OWNERSHIP_EXCEEDS_100', pointer('ownerships'))] : [];
}

/** Sums in whole hundredths of a percent, since 33.33 three times must be exact. */
function hundredths(percents: readonly (number | undefined)[]): number {
  return percents.reduce<number>((sum, percent) => sum + Math.round((percent ?? 0) * 100), 0);
}
