import type { CustomerType, DocumentType } from '@oceafin/contracts';
import { countryOf, customerTypeOf, isKyb, personDocumentsPointer, type SubmissionForm } from '../forms';
import { CUSTOMER_SUBJECT } from './drafts';
import { ownershipPicture, reaches } from './ownership';
import type { DocumentRule, RuleSet } from './rule-set';
import type { RequiredDocument, RequirementSubject } from './rules.types';

/** A document that must be there: whose, in which list, of which types. */
export interface DocumentSlot {
  readonly subject: RequirementSubject;
  /** Pointer to the list of supporting documents it belongs to. */
  readonly list: string;
  readonly anyOf: readonly DocumentType[];
  readonly title: string;
}

const CUSTOMER_LIST = '/supportingDocuments';

function rulesFor(rules: RuleSet, customerType: CustomerType, country?: string): DocumentRule[] {
  return rules.documents.filter(
    (rule) =>
      rule.customerType === customerType &&
      (!rule.countries || (country !== undefined && rule.countries.includes(country))),
  );
}

/** What a submission of this type and, where rules differ by it, country needs, before anyone is named. */
export function requiredDocuments(
  rules: RuleSet,
  customerType: CustomerType,
  country?: string,
): RequiredDocument[] {
  return rulesFor(rules, customerType, country).map(({ of, anyOf }) => ({
    code: 'DOCUMENT_REQUIRED',
    anyOf,
    subject: of === 'CUSTOMER' ? CUSTOMER_SUBJECT : { type: 'PERSON', ref: null },
    pointer: of === 'CUSTOMER' ? CUSTOMER_LIST : personDocumentsPointer('-'),
  }));
}

/** Every document that this form must have. */
export function documentSlots(form: SubmissionForm, rules: RuleSet): DocumentSlot[] {
  return rulesFor(rules, customerTypeOf(form), countryOf(form)).flatMap(({ of, anyOf, title }) =>
    of === 'CUSTOMER'
      ? [{ subject: CUSTOMER_SUBJECT, list: CUSTOMER_LIST, anyOf, title }]
      : ownersAndSignatories(form, rules).map(({ ref, index }) => ({
          subject: { type: 'PERSON' as const, ref },
          list: personDocumentsPointer(index),
          anyOf,
          title,
        })),
  );
}

function ownersAndSignatories(form: SubmissionForm, rules: RuleSet): { ref: string; index: number }[] {
  if (!isKyb(form)) return [];
  const { held } = ownershipPicture(form.additionalCorporationDetails);
  return form.additionalCorporationDetails.relatedPersons.flatMap(({ personRef, roles }, index) =>
    reaches(held.get(personRef) ?? 0, rules.ownership.significantPercent) ||
    roles.includes('AUTHORISED_SIGNATORY')
      ? [{ ref: personRef, index }]
      : [],
  );
}
