import type { HttpAnswer } from '@oceafin/testing';
import { OpenApiDocument } from './openapi-document';

const document = new OpenApiDocument();
const me = {
  clientId: 'client_acme_sandbox',
  mode: 'sandbox',
  scopes: ['customers:read'],
  products: ['ONBOARDING'],
  rateLimit: { requestsPerSecond: 1000, burst: 2000 },
};
const json = 'application/json; charset=utf-8';

const faults = (body: unknown, status = 200, type = json): string[] => {
  const answer = { status, headers: { 'content-type': type }, text: JSON.stringify(body) };
  return document.faultsOf('getMe', answer as HttpAnswer);
};

describe('an answer beside the OpenAPI document', () => {
  it('has no fault where it is as documented', () => {
    expect(faults(me)).toEqual([]);
  });

  it.each([
    ['a member too few', faults({ ...me, products: undefined })],
    ['a member too many', faults({ ...me, partnerId: 'internal' })],
    ['a member too many further in', faults({ ...me, rateLimit: { ...me.rateLimit, left: 1 } })],
    ['another type', faults({ ...me, clientId: 1 })],
    ['an unknown word', faults({ ...me, mode: 'test' })],
    ['an undocumented status', faults(me, 404)],
    ['another media type', faults(me, 200, 'text/html')],
    ['a problem with an unknown code', faults({ code: 'ELSE' }, 401, 'application/problem+json')],
  ])('is faulty with %s', (_what, found) => {
    expect(found).not.toEqual([]);
  });
});
