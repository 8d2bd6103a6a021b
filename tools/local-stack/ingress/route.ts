export type AppName = 'customer' | 'file' | 'onboarding';

const CUSTOMER = '/partner/v1/customers/[^/]+';
const routes: readonly { app: AppName; paths: RegExp }[] = [
  {
    app: 'onboarding',
    paths: new RegExp(`^(${CUSTOMER}/onboarding|/partner/v1/onboarding|/operator/v1/(cases|audit))(/|$)`),
  },
  { app: 'file', paths: new RegExp(`^(${CUSTOMER}/files|/partner/v1/files|/operator/v1/files)(/|$)`) },
];

/**
 * The app that answers a request target. The path is judged as it was sent: what a partner encodes or
 * doubles isn't undone, since the signature covers it. What belongs to nobody is the customer app's,
 * which owns the answer to unknown routes.
 */
export function appOf(target: string): AppName {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return routes.find(({ paths }) => paths.test(path))?.app ?? 'customer';
}
