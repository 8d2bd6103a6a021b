import 'reflect-metadata';
import { SUBSCRIPTIONS } from '@oceafin/contracts';
import { connectConsumer } from '@oceafin/messaging';
import { bootstrap, httpOptions, runMain } from '@oceafin/platform';
import { onboardingConfig } from './config';
import { OnboardingModule } from './onboarding.module';

void runMain(async () => {
  const config = onboardingConfig();
  await bootstrap({
    name: 'onboarding',
    module: OnboardingModule.forRoot(config),
    host: config.HOST,
    port: config.PORT,
    logger: { level: config.LOG_LEVEL, pretty: config.LOG_PRETTY },
    http: httpOptions(config),
    prepare: async (app) => {
      await connectConsumer(app, { ...SUBSCRIPTIONS.onboarding, unknownTypes: 'PARK' });
    },
  });
});
