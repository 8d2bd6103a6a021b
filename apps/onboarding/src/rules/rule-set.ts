import type { CustomerType, DocumentType } from '@oceafin/contracts';
import type { PersonRole } from '../forms/dto/words';

/** A document that must be there. Without `countries` it is needed whatever the country. */
export interface DocumentRule {
  /** Stable name of the rule, part of the requirement's key. */
  readonly name: string;
  readonly customerType: CustomerType;
  /** CUSTOMER: among the customer's documents; OWNERS_AND_SIGNATORIES: among each such person's. */
  readonly of: 'CUSTOMER' | 'OWNERS_AND_SIGNATORIES';
  readonly anyOf: readonly DocumentType[];
  readonly countries?: readonly string[];
  readonly title: string;
}

/** One version of the rules, in force from `effectiveFrom` until the next version's. */
export interface RuleSet {
  readonly version: string;
  /** RFC 3339. */
  readonly effectiveFrom: string;
  readonly minimumAgeYears: number;
  /** Roles whose holders must have the minimum age; the individual customer always must. */
  readonly ageRoles: readonly PersonRole[];
  readonly proofOfAddressMaxAgeMonths: number;
  readonly ownership: {
    /** Who holds this much or more must show who they are. */
    readonly significantPercent: number;
    /** Declared owners must hold at least this much together. */
    readonly explainedPercent: number;
  };
  readonly documents: readonly DocumentRule[];
  readonly unsupportedCountries: readonly string[];
  readonly due: { readonly blockingDays: number };
}
