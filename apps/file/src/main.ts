import 'reflect-metadata';
import { SUBSCRIPTIONS } from '@oceafin/contracts';
import { connectConsumer } from '@oceafin/messaging';
import { bootstrap, httpOptions, runMain } from '@oceafin/platform';
import { fileConfig } from './config';
import { FileModule } from './file.module';

void runMain(async () => {
  const config = fileConfig();
  await bootstrap({
    name: 'file',
    module: FileModule.forRoot(config),
    host: config.HOST,
    port: config.PORT,
    logger: { level: config.LOG_LEVEL, pretty: config.LOG_PRETTY },
    http: httpOptions(config),
    prepare: async (app) => {
      await connectConsumer(app, { ...SUBSCRIPTIONS.file, unknownTypes: 'PARK' });
    },
  });
});
