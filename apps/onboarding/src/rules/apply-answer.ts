import type { ConsentEvidence, PartnerAttestation, SubmissionForm } from '../forms';
import { valueAt, withValueAt } from './json-place';
import { OWNER_LISTS } from './person-requirements';
import type { Answerable } from './rules.types';

/**
 * Where a part of the answer's value comes to stand in the form: `from` is a pointer into the value,
 * `to` one into the form. An answer that is added to a list stands at the list's end.
 */
export interface Placement {
  readonly from: string;
  readonly to: string;
}

function listAt(form: SubmissionForm, pointer: string): readonly unknown[] {
  const list = valueAt(form, pointer);
  return Array.isArray(list) ? list : [];
}

function isAddedToList({ code, kind, pointer }: Answerable): boolean {
  return kind === 'DOCUMENT' ? pointer.endsWith('/supportingDocuments') : code === 'RELATED_PERSON_REQUIRED';
}

/** Where the parts of an answer's value go. */
export function placementsOf(form: SubmissionForm, requirement: Answerable, value: unknown): Placement[] {
  const { pointer } = requirement;
  if (requirement.code === 'OWNERSHIP_UNEXPLAINED') {
    return OWNER_LISTS.flatMap((list) => {
      const offset = listAt(form, `${pointer}/${list}`).length;
      const added = valueAt(value, `/${list}`);
      if (!Array.isArray(added)) return [];
      return added.map((_, index) => ({
        from: `/${list}/${index}`,
        to: `${pointer}/${list}/${offset + index}`,
      }));
    });
  }
  const to = isAddedToList(requirement) ? `${pointer}/${listAt(form, pointer).length}` : pointer;
  return [{ from: '', to }];
}

/** The form with the answer in it; the value was judged before. Pure. */
export function applyAnswer(form: SubmissionForm, requirement: Answerable, value: unknown): SubmissionForm {
  return placementsOf(form, requirement, value).reduce((grown, { from, to }) => {
    const list = to.slice(0, to.lastIndexOf('/'));
    const current = valueAt(grown, list);
    const part = valueAt(value, from);
    const isNextItem = to === `${list}/${listAt(grown, list).length}`;
    if (isNextItem && (Array.isArray(current) || current === undefined)) {
      return withValueAt(grown, list, [...listAt(grown, list), part]);
    }
    return withValueAt(grown, to, part);
  }, form);
}

export function isWithin(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}

/** The form under a new attestation and, where given, new consent. Pure. */
export function applyAttestation(
  form: SubmissionForm,
  partnerAttestation: PartnerAttestation,
  consentEvidence: ConsentEvidence = form.consentEvidence,
): SubmissionForm {
  return { ...form, partnerAttestation, consentEvidence };
}
