import 'reflect-metadata';
import { TOPICS } from '@oceafin/contracts';
import { connectConsumer } from '@oceafin/messaging';
import { bootstrap, runMain } from '@oceafin/platform';
import { customerConfig } from './config';
import { CUSTOMER_CONSUMER_GROUP, CustomerModule } from './customer.module';

void runMain(async () => {
  const config = customerConfig();
  await bootstrap({
    name: 'customer',
    module: CustomerModule.forRoot(config),
    host: config.HOST,
    port: config.PORT,
    logger: { level: config.LOG_LEVEL, pretty: config.LOG_PRETTY },
    prepare: async (app) => {
      const topics = [TOPICS.file.name, TOPICS.onboarding.name];
      await connectConsumer(app, { group: CUSTOMER_CONSUMER_GROUP, topics });
    },
  });
});
