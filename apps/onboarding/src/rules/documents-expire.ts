import { type DocumentReference, documentsOf, type SubmissionForm } from '../forms';
import { faultFinder } from './document-faults';
import { documentSlots, type DocumentSlot } from './document-slots';
import { draftRequirement } from './draft-requirement';
import type { RuleSet } from './rule-set';
import type { DocumentFiles, RequirementDraft } from './rules.types';

/** A form with what its documents were judged by when it was submitted: later they only get older. */
export interface JudgedForm {
  readonly form: SubmissionForm;
  readonly files: DocumentFiles;
  readonly rules: RuleSet;
  readonly submittedAt: Date;
}

/** The documents that did when the form was submitted; what can't be used doesn't last, whatever it says. */
function usableDocuments({ form, files, rules, submittedAt }: JudgedForm): DocumentReference[] {
  const faultOf = faultFinder(form, files, rules, submittedAt);
  return documentsOf(form).filter((one) => faultOf(one) === null);
}

/** The day on which the last document of a slot expires; null where one of them isn't known to. */
function slotExpiresOn(usable: readonly DocumentReference[], { list, anyOf }: DocumentSlot): string | null {
  const days = usable
    .filter(({ pointer }) => pointer.slice(0, pointer.lastIndexOf('/')) === list)
    .filter(({ document }) => anyOf.includes(document.documentType))
    .map(({ document }) => document.expiresOn);
  if (days.length === 0 || days.includes(undefined)) return null;
  return days.toSorted().at(-1) ?? null;
}

/** The first day on which the customer lacks a document that it needs; null where none is known to expire. */
export function documentsExpireOn(judged: JudgedForm): string | null {
  const usable = usableDocuments(judged);
  const slots = documentSlots(judged.form, judged.rules);
  const days = slots.flatMap((slot) => slotExpiresOn(usable, slot) ?? []);
  return days.toSorted()[0] ?? null;
}

/** Asks for another document of the slot before the day on which it has none any more. */
export function renewalRequirement(
  form: SubmissionForm,
  rules: RuleSet,
  { list, anyOf }: DocumentSlot,
  expiresOn: string,
): RequirementDraft[] {
  const detail = `A document expires on ${expiresOn}. Give another.`;
  const wish = { code: 'REVERIFICATION' as const, pointer: list, documentTypes: anyOf, detail };
  return [draftRequirement(wish, form, rules) ?? []].flat();
}

/** Asks for others in the place of all that expire by that day. */
export function expiryRequirements(judged: JudgedForm, by: string): RequirementDraft[] {
  const { form, rules } = judged;
  const usable = usableDocuments(judged);
  return documentSlots(form, rules).flatMap((slot) => {
    const expiresOn = slotExpiresOn(usable, slot);
    return expiresOn !== null && expiresOn <= by ? renewalRequirement(form, rules, slot, expiresOn) : [];
  });
}
