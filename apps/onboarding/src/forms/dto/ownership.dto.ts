import { PoliticalExposure, RelatedPersonalDetails } from './person.dto';
import { SupportingDocument } from './supporting-document.dto';
import type { PersonRole } from './words';

/** A natural person behind the company; `ownershipPercent` is the direct stake in it. */
export class RelatedPerson {
  personRef: string;
  roles: PersonRole[];
  ownershipPercent?: number;
  politicalExposure: PoliticalExposure;
  personalDetails: RelatedPersonalDetails;
  supportingDocuments: SupportingDocument[];
}

/** A legal entity that owns part of the company; `ownershipPercent` is the direct stake in it. */
export class RelatedEntity {
  entityRef: string;
  name: string;
  registrationNo: string;
  country: string;
  lei?: string;
  listedOn?: string;
  regulatedBy?: string;
  ownershipPercent?: number;
}

/** An indirect stake: `ownerRef` (person or entity) holds `percent` of the entity `ownedRef`. */
export class Ownership {
  ownerRef: string;
  ownedRef: string;
  percent: number;
}
