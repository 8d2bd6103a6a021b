import { isKyb, type SubmissionForm } from '../forms';
import { latinWords } from '../rules';
import { namedSubjectsOf, type NamedSubject } from './subjects';

const plain = (text: string): string => text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** What makes a customer the same as another: equal texts, equal person or company. Personal data: only hash them. */
export function customerTexts(form: SubmissionForm): string[] {
  if (isKyb(form)) {
    const { countryOfIncorporation, businessRegistrationNo } = form.corporationDetails;
    return [`company ${countryOfIncorporation} ${plain(businessRegistrationNo)}`];
  }
  const { nationalId } = form.personalDetails;
  const person = namedSubjectsOf(form).map(({ names, dateOfBirth }) => subjectText({ names, dateOfBirth }));
  return [
    ...person,
    ...(nationalId ? [`id ${nationalId.country} ${plain(nationalId.type)} ${plain(nationalId.number)}`] : []),
  ];
}

/** A person or company by its first name given and day of birth, whatever the script, case and order. */
export function subjectText({ names, dateOfBirth }: Pick<NamedSubject, 'names' | 'dateOfBirth'>): string {
  const words = latinWords(names[0] ?? '').toSorted();
  return `subject ${words.join(' ')} ${dateOfBirth ?? ''}`;
}
