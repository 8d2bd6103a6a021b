export class Attestor {
  name: string;
  role: string;
}

/** The partner's word that it collected the data and may submit it. */
export class PartnerAttestation {
  attestedByClientId: string;
  attestedAt: string;
  attestedBy: Attestor;
  statementVersion: string;
  dataCollectedByPartner: true;
  authorisedToSubmit: true;
}
