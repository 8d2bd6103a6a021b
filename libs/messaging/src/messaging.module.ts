import {
  type DynamicModule,
  type INestApplicationContext,
  type INestMicroservice,
  Module,
} from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import type { NestMicroservice } from '@nestjs/microservices';
import type { DataSource } from 'typeorm';
import { SchemaRegistry } from './envelope/schema-registry';
import { BacklogWatch } from './backlog-watch';
import { InfrastructureGate } from './failure/infrastructure-gate';
import { InboxHeads } from './inbox/inbox-heads';
import { CONSUMER_DEFAULTS, MESSAGING_OPTIONS, type MessagingOptions } from './messaging.options';
import { MessagingMetrics } from './metrics';
import { CommitWatcher } from './outbox/commit-watcher';
import { Outbox } from './outbox/outbox';
import { Relay } from './outbox/relay';
import { ParkedMessages } from './parking/parked-messages';
import { ParkedQueue } from './parking/parked-queue';
import { ParkingLot } from './parking/parking-lot';
import { Drain } from './transport/drain';
import { EventHandling } from './transport/event-handling';
import { KafkaConnection } from './transport/kafka-connection';
import { KafkaEventsStrategy } from './transport/kafka-events.strategy';
import { LagWatch } from './transport/lag-watch';
import { MessageProcessor } from './transport/message-processor';
import { PropagateErrorsFilter } from './transport/propagate-errors.filter';
import type { Subscription } from './transport/subscription';

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
        ParkedQueue,
        {
          provide: ParkedMessages,
          useFactory: (db: DataSource) => new ParkedMessages(db),
          inject: [options.workerDb],
        },
        InfrastructureGate,
        EventHandling,
        MessageProcessor,
        Drain,
        LagWatch,
        BacklogWatch,
      ],
      exports: [Outbox, InboxHeads, ParkedMessages],
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
    { ...CONSUMER_DEFAULTS, ...options.consumer },
    {
      kafka: context.get(KafkaConnection, { strict: false }),
      schemas: context.get(SchemaRegistry, { strict: false }),
      processor: context.get(MessageProcessor, { strict: false }),
      drain: context.get(Drain, { strict: false }),
      lag: context.get(LagWatch, { strict: false }),
      metrics: context.get(MessagingMetrics, { strict: false }),
    },
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
