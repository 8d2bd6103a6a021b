import type { CustomerType } from '@oceafin/contracts';
import { pointer } from '@oceafin/platform';
import type { KybSubmission } from './dto/kyb-submission.dto';
import type { SupportingDocument } from './dto/supporting-document.dto';
import type { DocumentReference, SubmissionForm } from './forms.types';

export function isKyb(form: SubmissionForm): form is KybSubmission {
  return 'corporationDetails' in form;
}

export function customerTypeOf(form: SubmissionForm): CustomerType {
  return isKyb(form) ? 'CORPORATE' : 'INDIVIDUAL';
}

/** The country whose rules apply: where the person lives, where the company is incorporated. */
export function countryOf(form: SubmissionForm): string {
  return isKyb(form)
    ? form.corporationDetails.countryOfIncorporation
    : form.personalDetails.residentialAddress.country;
}

/** Pointer to the list of a related person's documents. */
export function personDocumentsPointer(index: number | '-'): string {
  return pointer('additionalCorporationDetails', 'relatedPersons', index, 'supportingDocuments');
}

/** Every supporting document of the form, the customer's first; `${pointer}/fileAssetId` names its file. */
export function documentsOf(form: SubmissionForm): DocumentReference[] {
  const persons = isKyb(form) ? form.additionalCorporationDetails.relatedPersons : [];
  return [
    ...referencesIn(form.supportingDocuments, pointer('supportingDocuments'), null),
    ...persons.flatMap((person, index) =>
      referencesIn(person.supportingDocuments, personDocumentsPointer(index), person.personRef),
    ),
  ];
}

function referencesIn(
  documents: readonly SupportingDocument[],
  list: string,
  personRef: string | null,
): DocumentReference[] {
  return documents.map((document, index) => ({
    pointer: list + pointer(index),
    personRef,
    // An answer's value is kept as it came; our own records have ids in lower case.
    document: { ...document, fileAssetId: document.fileAssetId.toLowerCase() },
  }));
}
