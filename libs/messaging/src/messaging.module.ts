import {
  type DynamicModule,
  type INestApplicationContext,
  type INestMicroservice,
  Module,
} from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import type { NestMicroservice } from '@nestjs/microservices';
import { SchemaRegistry } from './envelope/schema-registry';
import { InboxHeads } from './inbox/inbox-heads';
import { CONSUMER_DEFAULTS, MESSAGING_OPTIONS, type MessagingOptions } from './messaging.options';
import { MessagingMetrics } from './metrics';
import { CommitWatcher } from './outbox/commit-watcher';
import { Outbox } from './outbox/outbox';
import { Relay } from './outbox/relay';
import { ParkingLot } from './parking/parking-lot';
import { KafkaConnection } from './transport/kafka-connection';
import { KafkaEventsStrategy, type Subscription } from './transport/kafka-events.strategy';
import { MessageProcessor } from './transport/message-processor';
import { PropagateErrorsFilter } from './transport/propagate-errors.filter';

/** Outbox, relay and inbox of one process. Global: `Outbox` and `InboxHeads` can be injected anywhere. */
@Module({})
export class MessagingModule {
  static forRoot(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: MESSAGING_OPTIONS, useValue: options },
        SchemaRegistry,
        CommitWatcher,
        KafkaConnection,
        MessagingMetrics,
        Outbox,
        Relay,
        InboxHeads,
        ParkingLot,
        MessageProcessor,
      ],
      exports: [Outbox, InboxHeads, MessagingMetrics],
    };
  }
}

/**
 * Joins a consumer group and runs this application's `@EventPattern` handlers on its topics.
 * @throws when a topic doesn't exist or a subscribed event type has no declared schema.
 */
export async function connectConsumer(
  app: INestApplication,
  subscription: Subscription,
): Promise<INestMicroservice> {
  const context: INestApplicationContext = app;
  const options = context.get<MessagingOptions>(MESSAGING_OPTIONS, { strict: false });
  const strategy = new KafkaEventsStrategy(
    subscription,
    options.consumer?.lanes ?? CONSUMER_DEFAULTS.lanes,
    context.get(KafkaConnection, { strict: false }),
    context.get(SchemaRegistry, { strict: false }),
    context.get(MessageProcessor, { strict: false }),
  );
  const microservice = app.connectMicroservice(
    { strategy },
    { deferInitialization: true },
  ) as NestMicroservice;
  microservice.useGlobalFilters(new PropagateErrorsFilter());
  // As connectMicroservice does where it isn't deferred: hooks belong to the application, and ran already.
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
  await microservice.listen();
  return microservice;
}
