import type { CustomerType, DocumentType, FieldError, RequirementCode } from '@oceafin/contracts';
import type { ConsentEvidence, PartnerAttestation, SubmissionForm } from '../forms';
import type { RuleSet } from './rule-set';
import type { Answerable, DocumentFiles, RequiredDocument, RequirementDraft } from './rules.types';

export * from './rules.types';
export type { RuleSet } from './rule-set';

/** The rules in force at `at`. All versions were validated when the module was loaded. */
export declare function rulesAt(at: Date): RuleSet;
/** The rules a case was judged by; throws for a version that never was. */
export declare function rulesOfVersion(version: string): RuleSet;
/** Everything that is missing or must be mended before the form can be judged. */
export declare function evaluateCompleteness(
  form: SubmissionForm,
  files: DocumentFiles,
  rules: RuleSet,
  now: Date,
): RequirementDraft[];
/** What a submission of this type (and country, where rules differ by it) needs. */
export declare function requiredDocuments(
  rules: RuleSet,
  customerType: CustomerType,
  country?: string,
): RequiredDocument[];
/** A requirement that an operator or the sandbox words by code and pointer; undefined where the pointer names nothing. */
export declare function draftRequirement(
  ask: { code: RequirementCode; pointer: string; detail?: string; documentTypes?: readonly DocumentType[] },
  form: SubmissionForm,
  rules: RuleSet,
): RequirementDraft | undefined;
/** What is wrong with an answer's value by its schema; pointers are relative to the value. */
export declare function validateAnswer(answerSchema: object, value: unknown): FieldError[];
/** As `validateAnswer`, and also whether the form with the answer in it would still be accepted. */
export declare function judgeAnswer(
  form: SubmissionForm,
  requirement: Answerable,
  value: unknown,
  now: Date,
): FieldError[];
/** The form with the answer in it; the value was judged before. Pure. */
export declare function applyAnswer(
  form: SubmissionForm,
  requirement: Answerable,
  value: unknown,
): SubmissionForm;
/** The form under a new attestation and, where given, new consent. Pure. */
export declare function applyAttestation(
  form: SubmissionForm,
  partnerAttestation: PartnerAttestation,
  consentEvidence?: ConsentEvidence,
): SubmissionForm;
