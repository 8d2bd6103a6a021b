import { CountryCode, Nested, NestedList, Percent, Text, WordList } from '@oceafin/platform';
import { PoliticalExposure, RelatedPersonalDetails } from './person.dto';
import { SupportingDocument } from './supporting-document.dto';
import { PERSON_ROLES, type PersonRole } from './words';

/** A natural person behind the company. */
export class RelatedPerson {
  @Text({ trim: false, description: "The partner's name for the person, unique in the body" })
  personRef: string;
  @WordList(PERSON_ROLES) roles: PersonRole[];
  @Percent({ optional: true, description: 'Direct stake in the company' }) ownershipPercent?: number;
  @Nested(() => PoliticalExposure) politicalExposure: PoliticalExposure;
  @Nested(() => RelatedPersonalDetails) personalDetails: RelatedPersonalDetails;
  @NestedList(() => SupportingDocument, { min: 0 }) supportingDocuments: SupportingDocument[];
}

/** A legal entity among the owners. */
export class RelatedEntity {
  @Text({ trim: false, description: "The partner's name for the entity, unique in the body" })
  entityRef: string;
  @Text() name: string;
  @Text() registrationNo: string;
  @CountryCode() country: string;
  @Text({ optional: true, description: 'Legal Entity Identifier (ISO 17442)' }) lei?: string;
  @Text({ optional: true, description: 'The exchange that lists it' }) listedOn?: string;
  @Text({ optional: true, description: 'The authority that supervises it' }) regulatedBy?: string;
  @Percent({ optional: true, description: 'Direct stake in the company' }) ownershipPercent?: number;
}

/** An indirect stake: `ownerRef`, a person or an entity, holds `percent` of the entity `ownedRef`. */
export class Ownership {
  @Text({ trim: false }) ownerRef: string;
  @Text({ trim: false }) ownedRef: string;
  @Percent() percent: number;
}
