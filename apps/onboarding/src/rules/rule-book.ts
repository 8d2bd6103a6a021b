import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import january2026 from './data/2026-01.json';
import { RuleSetSchema, type RuleSet } from './rule-set';

/** Rules that can't be trusted: the process must not start with them. */
export class RulesBroken extends Error {
  constructor(version: string, faults: string) {
    super(`The onboarding rules '${version}' can't be used: ${faults}`);
    this.name = 'RulesBroken';
  }
}

/** All versions of the rules, oldest first. */
export class RuleBook {
  private readonly versions: readonly RuleSet[];

  /** @throws RulesBroken naming every fault of the first version that has one. */
  constructor(candidates: readonly unknown[]) {
    const versions = candidates.map(validated).sort(byEffectiveFrom);
    versions.forEach((rules, index) => {
      const earlier = versions.slice(0, index);
      const clash = earlier.some((one) => one.version === rules.version || byEffectiveFrom(one, rules) === 0);
      if (clash) throw new RulesBroken(rules.version, 'the version or its date is there twice.');
    });
    if (versions.length === 0) throw new RulesBroken('-', 'there is no version.');
    this.versions = versions;
  }

  /** The rules in force at `at`; before the first version's date, the first. */
  at(at: Date): RuleSet {
    return (
      this.versions.findLast((rules) => Date.parse(rules.effectiveFrom) <= at.getTime()) ?? this.versions[0]!
    );
  }
}

const ajv = addFormats(new Ajv2020({ allErrors: true, strict: true }));
const validate = ajv.compile<RuleSet>(RuleSetSchema);

function validated(candidate: unknown): RuleSet {
  if (validate(candidate)) return candidate;
  const version = (candidate as { version?: unknown } | null)?.version;
  throw new RulesBroken(
    typeof version === 'string' ? version : '?',
    ajv.errorsText(validate.errors, { dataVar: '' }),
  );
}

function byEffectiveFrom(one: RuleSet, other: RuleSet): number {
  return Date.parse(one.effectiveFrom) - Date.parse(other.effectiveFrom);
}

const book = new RuleBook([january2026]);

/** The rules in force at `at`. All versions were validated when the process started. */
export function rulesAt(at: Date): RuleSet {
  return book.at(at);
}
