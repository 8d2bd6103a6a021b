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
export { SettledMarks } from './marks/settled-marks';
export { PartnerAccessModule } from './partner-access.module';
export * from './partner-access.options';
export * from './partner-access.settings';
export {
  baseString,
  sha256Hex,
  signRequest,
  type SignedParts,
  type SignRequestInput,
} from './signature/sign-request';
