import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './operation';

const body = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, `../../../examples/bodies/${name}.json`), 'utf8'));

const fileAssetId = '9f4c1a5e-7d7e-4f0e-8a51-0c6f2c1f7b10';

type Examples = Record<string, unknown>;

const SUBMISSIONS = (): Examples => ({ kyc: body('kyc-submission'), kyb: body('kyb-submission') });

const REQUESTS: Record<string, () => Examples> = {
  'post /partner/v1/customers': () => ({ individual: body('create-customer') }),
  'patch /partner/v1/customers/{customerId}': () => ({
    rename: { displayName: 'Jane A. Partner' },
    metadata: { metadata: { sourceSystem: 'partner-crm', obsolete: null } },
  }),
  'post /partner/v1/customers/{customerId}/close': () => ({
    reason: { reason: 'The account was given up.' },
  }),
  'post /partner/v1/customers/{customerId}/files': () => ({
    link: { fileAssetId, documentType: 'PROOF_OF_ADDRESS' },
  }),
  'post /partner/v1/customers/{customerId}/onboarding': SUBMISSIONS,
  'post /partner/v1/customers/{customerId}/onboarding/preflight': SUBMISSIONS,
  'post /partner/v1/customers/{customerId}/onboarding/additional-info': () => ({
    answers: body('additional-info'),
  }),
};

/** Complete JSON bodies of an operation by name; empty where it takes none. */
export function requestExamples({ method, path }: Place): Record<string, { value: unknown }> {
  const examples = REQUESTS[`${method} ${path}`]?.() ?? {};
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}

const at = '2026-06-28T00:00:00.000Z';
const customerId = '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11';
const created = {
  customerId,
  partnerCustomerRef: 'cust-100001',
  customerType: 'INDIVIDUAL',
  status: 'DRAFT',
  createdAt: at,
  updatedAt: at,
};
const customer = {
  ...created,
  displayName: 'Jane Partner',
  metadata: { sourceSystem: 'partner-crm' },
  sequence: 1,
};
const file = {
  fileAssetId,
  customerId,
  documentType: 'PASSPORT',
  fileName: 'passport.pdf',
  contentType: 'application/pdf',
  sizeBytes: 48211,
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  status: 'PENDING_SCAN',
  reason: null,
  createdAt: at,
};
const event = {
  sequence: 1,
  eventId: '0b6f4a0e-3c1d-4a1b-9a55-6c2f5d4e3b21',
  eventType: 'customer.created',
  from: null,
  to: 'DRAFT',
  reasons: [],
  at,
};
const page = (item: object) => ({ data: [item], nextCursor: null });

/** An example of each answer whose schema has a name. */
export const ANSWERS: Record<string, unknown> = {
  CreatedCustomerResponse: created,
  CustomerResponse: customer,
  CustomerPageResponse: page(customer),
  TimelinePageResponse: page(event),
  FileResponse: file,
  FilePageResponse: page(file),
  MeResponse: {
    clientId: 'client_acme_sandbox',
    mode: 'sandbox',
    scopes: ['customers:read', 'customers:write'],
    products: ['ONBOARDING'],
    rateLimit: { requestsPerSecond: 1000, burst: 2000 },
  },
};
