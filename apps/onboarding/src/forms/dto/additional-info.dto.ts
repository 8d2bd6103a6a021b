import { AnyJson, Nested, NestedList, Uuid } from '@oceafin/platform';
import { PartnerAttestation } from './attestation.dto';
import { ConsentEvidence } from './consent.dto';

/** `value` must fit the requirement's `answerSchema`, which is judged once the requirement is known. */
export class RequirementAnswer {
  @Uuid() requirementId: string;
  @AnyJson() value: unknown;
}

/** Answers to open requirements, attested like a submission. */
export class AdditionalInfo {
  @NestedList(() => RequirementAnswer, { max: 1000 }) answers: RequirementAnswer[];
  @Nested(() => PartnerAttestation) partnerAttestation: PartnerAttestation;
  @Nested(() => ConsentEvidence, { optional: true }) consentEvidence?: ConsentEvidence;
}
