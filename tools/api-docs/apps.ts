import type { DynamicModule } from '@nestjs/common';
import { customerConfig } from '../../apps/customer/src/config';
import { CustomerModule } from '../../apps/customer/src/customer.module';
import { fileConfig } from '../../apps/file/src/config';
import { FileModule } from '../../apps/file/src/file.module';
import { onboardingConfig } from '../../apps/onboarding/src/config';
import { OnboardingModule } from '../../apps/onboarding/src/onboarding.module';

const key = Buffer.alloc(32).toString('base64');
const database = 'postgres://nobody@127.0.0.1:1/none';

/** Complete and useless: documents are read off the code, nothing connects. */
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

/** The three apps, to be read and never started. */
export function documentedApps(): Record<'customer' | 'file' | 'onboarding', DynamicModule> {
  return {
    customer: CustomerModule.forRoot(customerConfig(nowhere)),
    file: FileModule.forRoot(fileConfig(nowhere)),
    onboarding: OnboardingModule.forRoot(onboardingConfig(nowhere)),
  };
}
