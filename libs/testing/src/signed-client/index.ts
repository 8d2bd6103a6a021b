export { exchange, type HttpAnswer, type HttpExchange, type OutgoingHeaders } from './http-exchange';
export { multipartBody, type MultipartBody, type UploadParts } from './multipart';
export { partnerCredentials, type PartnerCredentials } from './partner-env';
export { isRetryable, untilAnswered } from './retry';
export { baseString, sign, type SignedParts } from './signature';
export { SignedClient, type ClientOptions, type SentRequest, type SignedRequest } from './signed-client';
