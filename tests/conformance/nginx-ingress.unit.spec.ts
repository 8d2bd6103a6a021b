import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@oceafin/platform';
import { appOf } from '../../tools/local-stack/ingress/route';

const conf = readFileSync(join(__dirname, '../../ops/nginx/oceafin.conf'), 'utf8');
const id = '0b8f6a3c-0000-4000-8000-000000000000';

/** The app that the map of the configuration gives a request target. */
function mapped(target: string): string | undefined {
  const [, body] = /map \$request_uri \$app \{([^}]*)\}/.exec(conf) ?? [];
  const rules = [...(body ?? '').matchAll(/"~([^"]+)"\s+(\w+);/g)];
  return rules.find(([, pattern]) => new RegExp(pattern ?? '').test(target))?.[2] ?? 'customer';
}

describe('the nginx ingress', () => {
  it.each([
    `/partner/v1/customers/${id}/onboarding`,
    `/partner/v1/customers/${id}/onboarding/additional-info?x=1`,
    `/partner/v1/customers/${id}/onboarding?x`,
    `/partner/v1/customers/${id}/onboardings`,
    '/partner/v1/onboarding/schema?customerType=INDIVIDUAL',
    '/operator/v1/cases',
    `/operator/v1/cases/${id}/claim`,
    '/operator/v1/audit?limit=1',
    '/partner/v1/files',
    `/partner/v1/customers/${id}/files/${id}`,
    `/partner/v1/customers/${id}/filesystem`,
    '/partner/v1/customers?next=/partner/v1/files',
    `/operator/v1/files/${id}/content`,
    `/operator/v1/customers/${id}/suspend`,
    '/partner/v1/me',
    '/partner/v1//files',
    '/partner/v1/%66iles',
    '/docs/openapi.json',
  ])('sends %s where the local ingress does', (target) => {
    expect(mapped(target)).toBe(appOf(target));
  });

  it.each(['PARTNER_REQUEST_INVALID', 'PARTNER_PROCESSING_UNAVAILABLE'] as const)(
    'answers %s as the apps do',
    (code) => {
      const problem = new Problem(code);
      const body = JSON.stringify(problem.toBody('$answer_request_id'));
      expect(conf).toContain(`return ${problem.status} '${body}';`);
    },
  );
});
