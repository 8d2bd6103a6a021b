export { connectConsumer, MessagingModule } from './messaging.module';
export { MessagePermanentError, MessageTransientError, isInfrastructureFailure } from './failure/failure';
export { tolerantSchema } from './envelope/tolerant-schema';
export { InboxHeads, type HeadPosition } from './inbox/inbox-heads';
export { Outbox } from './outbox/outbox';
export { EventContext } from './transport/event-context';
export { messagingSchemaSql } from './schema';
export type { AppendedEvent, EventDefinition, OutgoingEvent } from './event-definition';
export type {
  ConsumerOptions,
  Correlation,
  CorrelationPort,
  MessagingOptions,
  RelayOptions,
} from './messaging.options';
export type { Subscription } from './transport/kafka-events.strategy';
