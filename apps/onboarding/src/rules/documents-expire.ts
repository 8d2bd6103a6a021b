import { documentsOf, type SubmissionForm } from '../forms';
import { documentSlots, type DocumentSlot } from './document-slots';
import { draftRequirement } from './draft-requirement';
import type { RuleSet } from './rule-set';
import type { RequirementDraft } from './rules.types';

/** The day on which the last document of a slot expires; null where one of them isn't known to. */
function slotExpiresOn(form: SubmissionForm, { list, anyOf }: DocumentSlot): string | null {
  const days = documentsOf(form)
    .filter(({ pointer }) => pointer.slice(0, pointer.lastIndexOf('/')) === list)
    .filter(({ document }) => anyOf.includes(document.documentType))
    .map(({ document }) => document.expiresOn);
  if (days.length === 0 || days.includes(undefined)) return null;
  return days.toSorted().at(-1) ?? null;
}

/** The first day on which the customer lacks a document that it needs; null where none is known to expire. */
export function documentsExpireOn(form: SubmissionForm, rules: RuleSet): string | null {
  const days = documentSlots(form, rules).flatMap((slot) => slotExpiresOn(form, slot) ?? []);
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
export function expiryRequirements(form: SubmissionForm, rules: RuleSet, by: string): RequirementDraft[] {
  return documentSlots(form, rules).flatMap((slot) => {
    const expiresOn = slotExpiresOn(form, slot);
    return expiresOn !== null && expiresOn <= by ? renewalRequirement(form, rules, slot, expiresOn) : [];
  });
}
