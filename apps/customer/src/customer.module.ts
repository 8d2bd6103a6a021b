import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import {
  CUSTOMER_EVENTS,
  CustomerState,
  FILE_EVENTS,
  ONBOARDING_EVENTS,
  PARTNER_EVENTS,
  SUBSCRIPTIONS,
  TOPICS,
} from '@oceafin/contracts';
import { MessagingModule } from '@oceafin/messaging';
import { OperatorAccessModule, operatorAccessOptions } from '@oceafin/operator-access';
import { PartnerAccessModule, partnerAccessOptions } from '@oceafin/partner-access';
import { DatabaseModule, requestCorrelation, WORKER_DB } from '@oceafin/platform';
import { Freshness } from './answers/freshness';
import type { CustomerConfig } from './config';
import { CloseCustomerController } from './features/close-customer/close-customer.controller';
import { ControlCustomerController } from './features/control-customer/control-customer.controller';
import { ControlCustomer } from './features/control-customer/control-customer.handler';
import { CreateCustomerController } from './features/create-customer/create-customer.controller';
import { CreateCustomer } from './features/create-customer/create-customer.handler';
import { GetCustomerController } from './features/get-customer/get-customer.controller';
import { GetMeController } from './features/get-me/get-me.controller';
import { GetTimelineController } from './features/get-timeline/get-timeline.controller';
import { ListCustomersController } from './features/list-customers/list-customers.controller';
import { PatchCustomerController } from './features/patch-customer/patch-customer.controller';
import { DOCS_FILES, DocsController } from './features/serve-docs/docs.controller';
import { docsFiles, projectDocs } from './features/serve-docs/docs-files';
import { PgCustomerReader } from './infrastructure/pg-customer-reader';
import { PgCustomerStore } from './infrastructure/pg-customer-store';
import { PgOperatorReasons } from './infrastructure/pg-operator-reasons';
import { RebuildProgressMetrics } from './infrastructure/rebuild-progress.metrics';
import { Ledger } from './ledger/ledger';
import { ChangeStatusWhenOnboardingMoves } from './policies/change-status-when-onboarding-moves.policy';
import { FactRecorder } from './policies/fact-recorder';
import { TellPartnerWhenFileIsJudged } from './policies/tell-partner-when-file-is-judged.policy';
import { CustomerReader, CustomerStore, OperatorReasons } from './ports';

export const CUSTOMER_CONSUMER_GROUP = SUBSCRIPTIONS.customer.group;

const TABLES = [
  'customers',
  'customer_history',
  'customer_statuses',
  'operator_audit',
  'operator_reasons',
  'outbox_messages',
  'inbox_heads',
  'parked_keys',
];

/** The customer app: identity, status and the public history of every customer. */
@Module({})
export class CustomerModule {
  static forRoot(config: CustomerConfig): DynamicModule {
    return {
      module: CustomerModule,
      imports: [
        databaseModule(config),
        messagingModule(config),
        accessModule(config),
        OperatorAccessModule.forRoot(operatorAccessOptions(config)),
      ],
      controllers: [
        CreateCustomerController,
        ListCustomersController,
        GetCustomerController,
        PatchCustomerController,
        CloseCustomerController,
        GetTimelineController,
        GetMeController,
        ControlCustomerController,
        DocsController,
        ChangeStatusWhenOnboardingMoves,
        TellPartnerWhenFileIsJudged,
      ],
      providers: providers(),
    };
  }
}

function databaseModule(config: CustomerConfig): DynamicModule {
  return DatabaseModule.forRoot({
    runtimeUrl: config.DATABASE_RUNTIME_URL,
    workerUrl: config.DATABASE_WORKER_URL,
    applicationName: 'customer',
    tables: TABLES,
  });
}

function messagingModule(config: CustomerConfig): DynamicModule {
  return MessagingModule.forRoot({
    brokers: config.KAFKA_BROKERS,
    clientId: 'customer',
    topicPrefix: config.TOPIC_PREFIX,
    instanceId: config.INSTANCE_ID,
    workerDb: WORKER_DB,
    contracts: [
      ...CUSTOMER_EVENTS,
      ...Object.values(PARTNER_EVENTS),
      CustomerState,
      ...FILE_EVENTS,
      ...ONBOARDING_EVENTS,
    ],
    correlation: requestCorrelation,
  });
}

function accessModule(config: CustomerConfig): DynamicModule {
  return PartnerAccessModule.forRoot(
    partnerAccessOptions(config, {
      app: 'customer',
      group: CUSTOMER_CONSUMER_GROUP,
      dependsOn: [
        { app: 'file', topic: TOPICS.file.name },
        { app: 'onboarding', topic: TOPICS.onboarding.name },
      ],
    }),
  );
}

function providers(): Provider[] {
  return [
    { provide: CustomerStore, useClass: PgCustomerStore },
    { provide: CustomerReader, useClass: PgCustomerReader },
    { provide: OperatorReasons, useClass: PgOperatorReasons },
    { provide: DOCS_FILES, useFactory: () => docsFiles(projectDocs()) },
    RebuildProgressMetrics,
    Ledger,
    Freshness,
    CreateCustomer,
    ControlCustomer,
    FactRecorder,
  ];
}
