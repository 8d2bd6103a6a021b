import {
  isKyb,
  type PersonIdentity,
  type PersonRole,
  type PoliticalExposure,
  type SubmissionForm,
} from '../forms';

/** A natural person of a form, the individual customer or somebody behind a company. */
export interface PersonSubject {
  /** RFC 6901 pointer to the personal details. */
  readonly pointer: string;
  readonly identity: PersonIdentity;
  readonly politicalExposure: PoliticalExposure;
  /** Empty for the individual customer. */
  readonly roles: readonly PersonRole[];
  readonly isCustomer: boolean;
}

export function personsOf(form: SubmissionForm): PersonSubject[] {
  if (!isKyb(form)) {
    const { personalDetails: identity, additionalPersonalDetails } = form;
    const { politicalExposure } = additionalPersonalDetails;
    return [{ pointer: '/personalDetails', identity, politicalExposure, roles: [], isCustomer: true }];
  }
  return form.additionalCorporationDetails.relatedPersons.map((person, index) => ({
    pointer: `/additionalCorporationDetails/relatedPersons/${index}/personalDetails`,
    identity: person.personalDetails,
    politicalExposure: person.politicalExposure,
    roles: person.roles,
    isCustomer: false,
  }));
}

/** A name that may be on a list, with where it stands. */
export interface NamedSubject {
  readonly pointer: string;
  readonly names: readonly string[];
  readonly dateOfBirth?: string;
}

/** Everybody and everything with a name in the form. */
export function namedSubjectsOf(form: SubmissionForm): NamedSubject[] {
  const persons = personsOf(form).map(({ pointer, identity }) => ({
    pointer,
    names: [
      [identity.firstName, identity.middleName, identity.lastName].filter(Boolean).join(' '),
      ...(identity.nativeName === undefined ? [] : [identity.nativeName]),
      ...(identity.aliases ?? []),
    ],
    dateOfBirth: identity.dateOfBirth,
  }));
  return isKyb(form) ? [...persons, ...companiesOf(form)] : persons;
}

function companiesOf({
  corporationDetails,
  additionalCorporationDetails,
}: Extract<SubmissionForm, { corporationDetails: unknown }>): NamedSubject[] {
  const { fullCompanyName, tradingNames = [] } = corporationDetails;
  return [
    { pointer: '/corporationDetails', names: [fullCompanyName, ...tradingNames] },
    ...(additionalCorporationDetails.relatedEntities ?? []).map(({ name }, index) => ({
      pointer: `/additionalCorporationDetails/relatedEntities/${index}`,
      names: [name],
    })),
  ];
}
