export { partnerAccessMigrations } from '../migrations';
export * from './cursors/cursor-codec';
export * from './endpoint/page-query';
export * from './endpoint/partner-call';
export * from './endpoint/partner-endpoint.decorator';
export * from './endpoint/partner-endpoint.options';
export * from './endpoint/partner-reply';
export { setBodyReader, type BodyReader, type ReadBody } from './gate/body-reader';
export * from './idempotency/idempotency-schema';
export { PartnerMarks } from './marks/partner-marks';
export { PartnerAccessModule } from './partner-access.module';
export * from './partner-access.options';
export {
  baseString,
  sha256Hex,
  signRequest,
  type SignedParts,
  type SignRequestInput,
} from './signature/sign-request';
