export { partnerAccessMigrations } from '../migrations';
export * from './cursors/cursor-codec';
export * from './endpoint/page-query';
export * from './endpoint/partner-call';
export * from './endpoint/partner-endpoint.decorator';
export * from './endpoint/partner-endpoint.options';
export * from './endpoint/partner-reply';
export {
  PartnerAdministration,
  type AdministrationOptions,
  type IssuedSecret,
  type PartnerSummary,
} from './admin/partner-administration';
export { setBodyReader, type BodyReader, type ReadBody } from './gate/body-reader';
export * from './idempotency/idempotency-schema';
export { PartnerMarks } from './marks/partner-marks';
export { SettledMarks } from './marks/settled-marks';
export { PartnerAccessModule } from './partner-access.module';
export * from './partner-access.options';
export * from './partner-access.settings';

// Shared with operator access, whose routes are judged, stored and answered in the same way.
export { answerOf, answerOfProblem, send } from './endpoint/answers';
export { judgeQuery } from './endpoint/judge-query';
export { isJson } from './endpoint/media-type';
export { pathIds } from './endpoint/path-ids';
export { collectBody, refuseDeclaredSize } from './gate/collect-body';
export { requestFingerprint } from './idempotency/fingerprint';
export { earlierAnswer, inFlight, isStored } from './idempotency/idempotency-rules';
export {
  type Claim,
  IdempotencyStore,
  type IdempotentRequest,
  type StoredAnswer,
} from './idempotency/idempotency-store';
