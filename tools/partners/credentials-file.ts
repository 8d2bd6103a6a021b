import type { IssuedSecret } from '@oceafin/partner-access';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes the environment of the sample client, for the owner's eyes only. */
export function writeCredentials(path: string, baseUrl: string, { clientId, secret }: IssuedSecret): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    [
      `OCEAFIN_PARTNER_API_BASE_URL=${baseUrl}`,
      `OCEAFIN_PARTNER_API_CLIENT_ID=${clientId}`,
      `OCEAFIN_PARTNER_API_CLIENT_SECRET=${secret}`,
      'OCEAFIN_PARTNER_API_WEBHOOK_SECRET=',
      '',
    ].join('\n'),
    { mode: 0o600 },
  );
}
