import { PartnerAttestation } from './attestation.dto';
import { ConsentEvidence } from './consent.dto';

/** `value` must fit the requirement's `answerSchema`, which is judged once the requirement is known. */
export class RequirementAnswer {
  requirementId: string;
  value: unknown;
}

/** Answers to open requirements, attested like a submission. */
export class AdditionalInfo {
  answers: RequirementAnswer[];
  partnerAttestation: PartnerAttestation;
  consentEvidence?: ConsentEvidence;
}
