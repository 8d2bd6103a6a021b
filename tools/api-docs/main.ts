import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { KybSubmission, KycSubmission } from '../../apps/onboarding/src/forms';
import { documentedApps } from './apps';
import { openApiDocument } from './openapi';
import { operatorDocument } from './operator-openapi';

const VERSION = '1.0.0';

async function main(): Promise<void> {
  const { customer, file, onboarding } = documentedApps();
  const openApi = await openApiDocument(
    [{ module: customer }, { module: file }, { module: onboarding, dtos: [KycSubmission, KybSubmission] }],
    VERSION,
  );
  await write('openapi.json', openApi);
  await write('operator-openapi.json', await operatorDocument([customer, file, onboarding], VERSION));
  process.exit(0);
}

async function write(name: string, document: object): Promise<void> {
  const text = await format(JSON.stringify(document), { parser: 'json', printWidth: 110 });
  writeFileSync(join(__dirname, '../../../docs', name), text);
}

void main();
