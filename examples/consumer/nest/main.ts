import 'reflect-metadata';
import { consumerConfig } from './config';
import { startConsumer } from './start-consumer';

void startConsumer(consumerConfig()).then((app) => app.enableShutdownHooks());
