import { appOf } from './route';

const id = '0b8f6a3c-0000-4000-8000-000000000000';

describe('which app answers a path', () => {
  it.each([
    [`/partner/v1/customers/${id}/onboarding`, 'onboarding'],
    [`/partner/v1/customers/${id}/onboarding/additional-info?x=1`, 'onboarding'],
    ['/partner/v1/onboarding/requirements', 'onboarding'],
    ['/operator/v1/cases', 'onboarding'],
    [`/operator/v1/cases/${id}/claim`, 'onboarding'],
    ['/operator/v1/audit?limit=1', 'onboarding'],
    ['/partner/v1/files', 'file'],
    [`/partner/v1/files/${id}`, 'file'],
    [`/partner/v1/customers/${id}/files/${id}`, 'file'],
    [`/partner/v1/customers/not-a-uuid/files`, 'file'],
    [`/operator/v1/files/${id}/content`, 'file'],
    [`http://localhost:8080/partner/v1/files/${id}`, 'file'],
    ['/partner/v1/customers', 'customer'],
    [`/partner/v1/customers/${id}/timeline`, 'customer'],
    [`/partner/v1/customers/${id}/filesystem`, 'customer'],
    [`/partner/v1/customers?next=/partner/v1/files`, 'customer'],
    [`/operator/v1/customers/${id}/suspend`, 'customer'],
    ['/partner/v1/me', 'customer'],
    ['/docs/openapi.json', 'customer'],
    ['/partner/v1//files', 'customer'],
    ['/partner/v1/%66iles', 'customer'],
    ['*', 'customer'],
  ])('%s → %s', (target, app) => {
    expect(appOf(target)).toBe(app);
  });
});
