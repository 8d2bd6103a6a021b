import 'reflect-metadata';
import { SUBSCRIPTIONS } from '@oceafin/contracts';
import { connectConsumer } from '@oceafin/messaging';
import { bootstrap, httpOptions, runMain } from '@oceafin/platform';
import { customerConfig } from './config';
import { CustomerModule } from './customer.module';

void runMain(async () => {
  const config = customerConfig();
  await bootstrap({
    name: 'customer',
    module: CustomerModule.forRoot(config),
    host: config.HOST,
    port: config.PORT,
    logger: { level: config.LOG_LEVEL, pretty: config.LOG_PRETTY },
    http: httpOptions(config),
    prepare: async (app) => {
      await connectConsumer(app, { ...SUBSCRIPTIONS.customer, unknownTypes: 'PARK' });
    },
  });
});
