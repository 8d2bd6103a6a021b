import { Check, fieldError, Instant, Nested, Text, TrueOnly } from '@oceafin/platform';

export class Attestor {
  @Text() name: string;
  @Text() role: string;
}

/** The partner's word that it collected the data and may submit it. */
@Check<PartnerAttestation>(({ attestedByClientId }, { clientId }) =>
  clientId !== undefined && attestedByClientId !== undefined && attestedByClientId !== clientId
    ? [fieldError('ATTESTATION_CLIENT_MISMATCH', '/attestedByClientId')]
    : [],
)
export class PartnerAttestation {
  @Text({ trim: false, description: 'Must equal X-Partner-Client-Id' }) attestedByClientId: string;
  @Instant({ past: true }) attestedAt: string;
  @Nested(() => Attestor) attestedBy: Attestor;
  @Text() statementVersion: string;
  @TrueOnly('NOT_ATTESTED') dataCollectedByPartner: true;
  @TrueOnly('NOT_ATTESTED') authorisedToSubmit: true;
}
