export { connectConsumer, MessagingModule } from './messaging.module';
export { MessagePermanentError, MessageTransientError } from './failure/failure';
export { tolerantSchema } from './envelope/tolerant-schema';
export { InboxHeads, type HeadPosition, type Reached } from './inbox/inbox-heads';
export { Outbox } from './outbox/outbox';
export { EventContext } from './transport/event-context';
export { messagingSchemaSql } from './schema';
export { deadLetterTopic, KEY_STATES, type KeyPlace, type KeyState } from './parking/parked-key';
export {
  type ParkedAct,
  type ParkedFilter,
  type ParkedKey,
  ParkedMessages,
  type ParkedMessageView,
  ParkedStateError,
} from './parking/parked-messages';
export type { AppendedEvent, EventDefinition, OutgoingEvent } from './event-definition';
export type {
  ConsumerOptions,
  Correlation,
  CorrelationPort,
  MessagingOptions,
  RelayOptions,
} from './messaging.options';
export type { Subscription } from './transport/subscription';
