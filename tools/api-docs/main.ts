import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { KybSubmission, KycSubmission } from '../../apps/onboarding/src/forms';
import { documentedApps } from './apps';
import { openApiDocument } from './openapi';

const VERSION = '1.0.0';

async function main(): Promise<void> {
  const { customer, file, onboarding } = documentedApps();
  const openApi = await openApiDocument(
    [{ module: customer }, { module: file }, { module: onboarding, dtos: [KycSubmission, KybSubmission] }],
    VERSION,
  );
  writeFileSync(
    join(__dirname, '../../../docs/openapi.json'),
    await format(JSON.stringify(openApi), { parser: 'json', printWidth: 110 }),
  );
  process.exit(0);
}

void main();
