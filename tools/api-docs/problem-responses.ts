import { PROBLEMS, type ProblemCode } from '@oceafin/contracts';
import { fieldError, Problem } from '@oceafin/platform';
import type { Operation, Place, Response } from './operation';
import { headersOfProblem } from './response-headers';

const ALWAYS: ProblemCode[] = [
  'PARTNER_REQUEST_INVALID',
  'PARTNER_AUTH_FAILED',
  'PARTNER_SIGNATURE_INVALID',
  'PARTNER_SIGNATURE_EXPIRED',
  'PARTNER_NONCE_REPLAYED',
  'PARTNER_PAYLOAD_TOO_LARGE',
  'PARTNER_RATE_LIMITED',
  'PARTNER_INTERNAL',
  'PARTNER_PROCESSING_UNAVAILABLE',
];

/** Every problem that an operation can be answered with; 405 is no operation's. */
export function problemsOf({ method, path }: Place, operation: Operation): ProblemCode[] {
  const codes = [...ALWAYS];
  const writes = method !== 'get';
  const ofCustomer = path.includes('{customerId}');
  const stores = writes && !path.endsWith('/preflight');
  if (operation['x-scope']) codes.push('PARTNER_SCOPE_DENIED');
  if (path.includes('/onboarding')) codes.push('PARTNER_PRODUCT_DISABLED');
  if (ofCustomer) codes.push('PARTNER_CUSTOMER_NOT_FOUND');
  if (/\{(fileAssetId|submissionId)\}/.test(path) || (writes && path.endsWith('}/files')))
    codes.push('PARTNER_RESOURCE_NOT_FOUND');
  if (writes) codes.push('PARTNER_MEDIA_TYPE_UNSUPPORTED', 'PARTNER_VALIDATION_FAILED');
  if (stores) codes.push('PARTNER_IDEMPOTENCY_CONFLICT', 'PARTNER_IDEMPOTENCY_IN_FLIGHT');
  if (writes && ofCustomer) codes.push('PARTNER_RESOURCE_STATE_INVALID');
  if (writes && path.endsWith('/customers')) codes.push('PARTNER_CUSTOMER_REF_CONFLICT');
  return codes;
}

/** Responses of the codes by status, as components and as references to them. */
export function problemResponses(codes: readonly ProblemCode[]): {
  references: Record<string, { $ref: string }>;
  components: Record<string, Response>;
} {
  const references: Record<string, { $ref: string }> = {};
  const components: Record<string, Response> = {};
  for (const [status, group] of groupedByStatus(codes)) {
    const name = group.map((code) => pascalCase(code.replace('PARTNER_', ''))).join('_');
    references[status] = { $ref: `#/components/responses/${name}` };
    components[name] = responseOf(group);
  }
  return { references, components };
}

function groupedByStatus(codes: readonly ProblemCode[]): [string, ProblemCode[]][] {
  const groups = new Map<string, ProblemCode[]>();
  for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
    if (!codes.includes(code)) continue;
    const status = String(PROBLEMS[code].status);
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return [...groups];
}

function responseOf(codes: ProblemCode[]): Response {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].text}`).join('\n\n'),
    headers: headersOfProblem(codes),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

/** What `errors` holds, for the codes that have any. */
const ERRORS: Partial<Record<ProblemCode, Problem['errors']>> = {
  PARTNER_VALIDATION_FAILED: [
    fieldError('REQUIRED', '/displayName'),
    fieldError('DATE_IN_FUTURE', '/personalDetails/dateOfBirth'),
  ],
  PARTNER_SIGNATURE_INVALID: [
    fieldError(
      'EXPECTED_BASE_STRING',
      '',
      'GET\n/partner/v1/me\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n2026-06-28T00:00:00.000Z\nb7c2f5b0a1d94e6f\n',
    ),
  ],
};

function exampleOf(code: ProblemCode): object {
  return new Problem(code, { errors: ERRORS[code] }).toBody('cust-100001-attempt-1');
}

function pascalCase(code: string): string {
  return code.toLowerCase().replace(/(^|_)(\w)/g, (_match, _bar, letter: string) => letter.toUpperCase());
}
