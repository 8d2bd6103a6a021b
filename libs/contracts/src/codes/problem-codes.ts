/** One entry of the code registry. `title` on the wire equals the code. */
export interface ProblemDefinition {
  readonly status: number;
  /** Safe for partners; used where the raiser has nothing more precise to say. */
  readonly text: string;
}

/** Every problem code of the partner and operator APIs. */
export const PROBLEMS = {
  PARTNER_AUTH_FAILED: { status: 401, text: 'The request could not be authenticated.' },
  PARTNER_SIGNATURE_INVALID: { status: 401, text: 'The signature does not match the request.' },
  PARTNER_SIGNATURE_EXPIRED: { status: 401, text: 'The timestamp is outside the freshness window.' },
  PARTNER_NONCE_REPLAYED: { status: 401, text: 'The nonce was used before by this client.' },
  PARTNER_SCOPE_DENIED: {
    status: 403,
    text: 'The client does not hold the scope that this operation needs.',
  },
  PARTNER_PRODUCT_DISABLED: { status: 403, text: 'The product is not enabled for this partner.' },
  PARTNER_CUSTOMER_NOT_FOUND: { status: 404, text: 'There is no such customer.' },
  PARTNER_RESOURCE_NOT_FOUND: { status: 404, text: 'There is no such resource.' },
  PARTNER_ROUTE_NOT_FOUND: { status: 404, text: 'There is no such route.' },
  PARTNER_METHOD_NOT_ALLOWED: { status: 405, text: 'The method is not allowed on this route.' },
  PARTNER_RESOURCE_STATE_INVALID: { status: 409, text: 'The action is not allowed in the current state.' },
  PARTNER_IDEMPOTENCY_CONFLICT: { status: 409, text: 'The Idempotency-Key was used with another request.' },
  PARTNER_IDEMPOTENCY_IN_FLIGHT: {
    status: 409,
    text: 'A request with this Idempotency-Key is being processed.',
  },
  PARTNER_CUSTOMER_REF_CONFLICT: {
    status: 409,
    text: 'The partnerCustomerRef belongs to a customer of another type.',
  },
  PARTNER_REQUEST_INVALID: { status: 400, text: 'The request is malformed.' },
  PARTNER_PAYLOAD_TOO_LARGE: { status: 413, text: 'The body is larger than this route accepts.' },
  PARTNER_MEDIA_TYPE_UNSUPPORTED: { status: 415, text: 'The media type is not supported on this route.' },
  PARTNER_VALIDATION_FAILED: { status: 422, text: 'The body has errors; all of them are listed.' },
  PARTNER_RATE_LIMITED: { status: 429, text: 'Too many requests; retry later.' },
  PARTNER_PROCESSING_UNAVAILABLE: {
    status: 503,
    text: 'Temporarily unavailable; retry with the same key and body.',
  },
  PARTNER_INTERNAL: { status: 500, text: 'Something failed on our side; retry with the same key and body.' },
  PARTNER_OPERATION_NOT_APPROVED: { status: 403, text: 'Reserved for product workflows.' },
  PARTNER_QUOTE_EXPIRED: { status: 409, text: 'Reserved for product workflows.' },
  PARTNER_TRAVEL_RULE_REQUIRED: { status: 422, text: 'Reserved for product workflows.' },
  OPERATOR_AUTH_FAILED: { status: 401, text: 'The bearer token is missing or not valid.' },
  OPERATOR_ROLE_DENIED: { status: 403, text: 'The role may not do this.' },
  OPERATOR_REQUEST_INVALID: { status: 400, text: 'The request is malformed.' },
  OPERATOR_VALIDATION_FAILED: { status: 422, text: 'The body has errors; all of them are listed.' },
  OPERATOR_RESOURCE_NOT_FOUND: { status: 404, text: 'There is no such resource.' },
  OPERATOR_STATE_INVALID: { status: 409, text: 'The action is not allowed in the current state.' },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Codes of the items of a problem's `errors`, with their default texts. */
export const FIELD_ERRORS = {
  REQUIRED: 'The member is required.',
  UNKNOWN_PROPERTY: 'The property is not known here.',
  INVALID_TYPE: 'The value has the wrong JSON type.',
  INVALID_FORMAT: 'The value does not have the required format.',
  INVALID_VALUE: 'The value is not one of those allowed.',
  TOO_SHORT: 'The value is too short.',
  TOO_LONG: 'The value is too long.',
  OUT_OF_RANGE: 'The value is out of range.',
  DUPLICATE: 'The value is given more than once.',
  DATE_IN_FUTURE: 'The date lies in the future.',
  CUSTOMER_TYPE_MISMATCH: 'The section belongs to the other customer type.',
  FILE_NOT_FOUND: 'The customer has no such file asset.',
  FILE_REJECTED: 'The file asset was rejected.',
  FILE_EMPTY: 'The file has no bytes.',
  FILE_CONTENT_MISMATCH: 'The bytes are not of the declared type.',
  FILE_DIGEST_MISMATCH: 'The bytes do not have the given digest.',
  FILE_QUOTA_EXCEEDED: 'The customer has as many files as it may have.',
  EXPECTED_BASE_STRING: 'The base string as the server saw it.',
  ATTESTATION_CLIENT_MISMATCH: 'The attestation must be by the client that signs the request.',
  NOT_ATTESTED: 'The statement must be attested as true.',
  CONSENT_MISSING: 'A required consent is missing.',
  OWNERSHIP_EXCEEDS_100: 'Direct ownership adds up to more than 100 %.',
  REQUIREMENT_NOT_OPEN: 'The requirement is not open.',
} as const;

export type FieldErrorCode = keyof typeof FIELD_ERRORS;

/** One item of a problem's `errors`. */
export interface FieldError {
  /** RFC 6901 pointer into the body. */
  readonly pointer: string;
  readonly code: FieldErrorCode;
  readonly detail: string;
}

/** Texts of the reasons that partners may see. */
export const REASON_TEXTS = {
  AGE_BELOW_MINIMUM: 'The person is below the minimum age.',
  IDENTITY_NOT_VERIFIED: 'The identity could not be verified.',
  UNSUPPORTED_COUNTRY: 'The country is not supported.',
  DUPLICATE_CUSTOMER: 'The person or company is already a customer of this partner.',
  INFORMATION_NOT_PROVIDED: 'The information asked for was not provided in time.',
  ONBOARDING_DECLINED: 'The customer cannot be onboarded.',
  PLATFORM_CONTROL: 'A control of the platform.',
  PARTNER_REQUEST: 'Asked for by the partner.',
} as const;
