import { type PartnerCredentials, SignedClient } from '@oceafin/testing';
import { APPS, type App } from './apps';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Of each app a read that needs no customer. */
const READS: Readonly<Record<App, string>> = {
  customer: '/me',
  file: `/files/${NOBODY}`,
  onboarding: '/onboarding/schema?customerType=INDIVIDUAL',
};

/** What each app answers to these credentials: a status, or the code of a problem. */
export async function answersTo(credentials: PartnerCredentials): Promise<Record<App, string>> {
  // It comes back when it is told to; the request that counts is then a later one.
  const client = new SignedClient({ ...credentials, retryForMs: 60_000 });
  const answers = APPS.map(async (app) => {
    const answer = await client.request({ method: 'GET', path: READS[app] });
    return [app, answer.status < 400 ? String(answer.status) : answer.json<{ code: string }>().code];
  });
  return Object.fromEntries(await Promise.all(answers)) as Record<App, string>;
}

/** Where the caller is let in; the file app knows no such file. */
export const ADMITTED = { customer: '200', file: 'PARTNER_RESOURCE_NOT_FOUND', onboarding: '200' };

export const everywhere = (code: string): Record<App, string> => ({
  customer: code,
  file: code,
  onboarding: code,
});

const REFUSED_WITHIN_MS = 5_000;

/** Asks until all apps answer so. What counts is when a request was sent: its answer may be slow. */
export async function untilEverywhere(credentials: PartnerCredentials, code: string): Promise<void> {
  const began = performance.now();
  for (;;) {
    const sentAt = performance.now();
    const answers = await answersTo(credentials);
    if (APPS.every((app) => answers[app] === code)) return;
    if (sentAt - began > REFUSED_WITHIN_MS) throw new Error(`still ${JSON.stringify(answers)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
