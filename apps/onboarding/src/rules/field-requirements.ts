import { pointer } from '@oceafin/platform';
import { customerTypeOf, isKyb, type Address, type ContactNumber, type SubmissionForm } from '../forms';
import { isPlausibleLei, isPlausiblePhone, isPlausiblePostcode } from './country-formats';
import { isPlausibleCompanyNumber } from './company-numbers';
import { CUSTOMER_SUBJECT, dataAnswer, draft } from './drafts';
import type { RuleSet } from './rule-set';
import type { RequirementDraft, RequirementSubject } from './rules.types';

/** A value that looks wrong in its country. */
interface Doubt {
  readonly pointer: string;
  readonly subject: RequirementSubject;
  /** The member within its subject, whatever its place in a list. */
  readonly about: string;
  readonly title: string;
}

/** Formats that differ by country are never refused: at most the partner is asked to look again. */
export function fieldRequirements(form: SubmissionForm, rules: RuleSet): RequirementDraft[] {
  const doubts = isKyb(form)
    ? companyDoubts(form)
    : personDoubts(form.personalDetails, '/personalDetails', CUSTOMER_SUBJECT);
  return doubts.flatMap((doubt) => {
    const answer = dataAnswer(customerTypeOf(form), doubt.pointer);
    const detail = 'This does not look as it does in its country. Confirm or correct it.';
    return answer
      ? [draft({ code: 'FIELD_CLARIFICATION', severity: 'ADVISORY', detail, ...doubt }, answer, rules)]
      : [];
  });
}

type Doubted = Pick<Doubt, 'subject'> & { at: string; member: string };

function phoneDoubt(number: ContactNumber | undefined, { subject, at, member }: Doubted): Doubt[] {
  return !number || isPlausiblePhone(number)
    ? []
    : [{ pointer: at + pointer(member), subject, about: member, title: 'Phone number' }];
}

function postcodeDoubt(address: Address | undefined, { subject, at, member }: Doubted): Doubt[] {
  return !address || isPlausiblePostcode(address)
    ? []
    : [
        {
          pointer: at + pointer(member, 'postcode'),
          subject,
          about: `${member}/postcode`,
          title: 'Postcode',
        },
      ];
}

function leiDoubt(lei: string | undefined, { subject, at, member }: Doubted): Doubt[] {
  return lei === undefined || isPlausibleLei(lei)
    ? []
    : [{ pointer: at + pointer(member), subject, about: member, title: 'Legal Entity Identifier' }];
}

function companyNumberDoubt(country: string, number: string, { subject, at, member }: Doubted): Doubt[] {
  return isPlausibleCompanyNumber(country, number)
    ? []
    : [{ pointer: at + pointer(member), subject, about: member, title: 'Registration number' }];
}

function personDoubts(
  person: { contactNumber?: ContactNumber; residentialAddress: Address },
  at: string,
  subject: RequirementSubject,
): Doubt[] {
  return [
    ...phoneDoubt(person.contactNumber, { subject, at, member: 'contactNumber' }),
    ...postcodeDoubt(person.residentialAddress, { subject, at, member: 'residentialAddress' }),
  ];
}

function companyDoubts(form: SubmissionForm): Doubt[] {
  if (!isKyb(form)) return [];
  const { corporationDetails: company, additionalCorporationDetails: section } = form;
  const ofCompany = { subject: CUSTOMER_SUBJECT, at: pointer('corporationDetails') };
  const list = (name: string, index: number) => pointer('additionalCorporationDetails', name, index);
  return [
    ...postcodeDoubt(company.registeredAddress, { ...ofCompany, member: 'registeredAddress' }),
    ...postcodeDoubt(company.principalPlaceOfBusiness, { ...ofCompany, member: 'principalPlaceOfBusiness' }),
    ...leiDoubt(company.lei, { ...ofCompany, member: 'lei' }),
    ...companyNumberDoubt(company.countryOfIncorporation, company.businessRegistrationNo, {
      ...ofCompany,
      member: 'businessRegistrationNo',
    }),
    ...phoneDoubt(company.contactPerson.contactNumber, {
      subject: CUSTOMER_SUBJECT,
      at: pointer('corporationDetails', 'contactPerson'),
      member: 'contactNumber',
    }),
    ...section.relatedPersons.flatMap(({ personRef, personalDetails }, index) =>
      personDoubts(personalDetails, list('relatedPersons', index) + pointer('personalDetails'), {
        type: 'PERSON',
        ref: personRef,
      }),
    ),
    ...(section.relatedEntities ?? []).flatMap(({ entityRef, lei }, index) =>
      leiDoubt(lei, {
        subject: { type: 'ENTITY', ref: entityRef },
        at: list('relatedEntities', index),
        member: 'lei',
      }),
    ),
  ];
}
