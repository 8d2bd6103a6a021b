import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { format } from 'prettier';
import { customerConfig } from '../../apps/customer/src/config';
import { CustomerModule } from '../../apps/customer/src/customer.module';
import { fileConfig } from '../../apps/file/src/config';
import { FileModule } from '../../apps/file/src/file.module';
import { onboardingConfig } from '../../apps/onboarding/src/config';
import { KybSubmission, KycSubmission } from '../../apps/onboarding/src/forms';
import { OnboardingModule } from '../../apps/onboarding/src/onboarding.module';
import { asyncApiDocument } from './asyncapi';
import { openApiDocument } from './openapi';

const VERSION = '1.0.0';
const key = Buffer.alloc(32).toString('base64');
const database = 'postgres://nobody@127.0.0.1:1/none';

/** Complete and useless: the documents are read off the code, nothing connects. */
const nowhere = {
  DATABASE_RUNTIME_URL: database,
  DATABASE_WORKER_URL: database,
  ACCESS_DATABASE_URL: database,
  KAFKA_BROKERS: '127.0.0.1:1',
  HOST: '127.0.0.1',
  PORT: '1',
  MODE: 'sandbox',
  ACCESS_KEK: key,
  CURSOR_KEY: key,
  STORAGE_KEK: key,
  EVIDENCE_KEK: key,
  STORAGE_DIR: '/nonexistent',
  OPERATOR_ISSUER: 'https://operators.example',
  OPERATOR_AUDIENCE: 'example',
  OPERATOR_JWKS_FILE: '/nonexistent/jwks.json',
};

async function main(): Promise<void> {
  const docs = join(__dirname, '../../../docs');
  const openApi = await openApiDocument(
    [
      { module: CustomerModule.forRoot(customerConfig(nowhere)) },
      { module: FileModule.forRoot(fileConfig(nowhere)) },
      {
        module: OnboardingModule.forRoot(onboardingConfig(nowhere)),
        dtos: [KycSubmission, KybSubmission],
      },
    ],
    VERSION,
  );
  const asyncApi = stringify(asyncApiDocument(VERSION), { lineWidth: 0, aliasDuplicateObjects: false });
  writeFileSync(
    join(docs, 'openapi.json'),
    await format(JSON.stringify(openApi), { parser: 'json', printWidth: 110 }),
  );
  writeFileSync(join(docs, 'asyncapi.yaml'), await format(asyncApi, { parser: 'yaml', printWidth: 110 }));
  process.exit(0);
}

void main();
