export * from './cursors/cursor-codec';
export * from './endpoint/partner-call';
export * from './endpoint/partner-endpoint.decorator';
export * from './endpoint/partner-endpoint.options';
export * from './endpoint/partner-reply';
export { setBodyReader, type BodyReader, type ReadBody } from './gate/body-reader';
export * from './idempotency/idempotency-schema';
export * from './partner-access.options';
export * from './signature/sign-request';
