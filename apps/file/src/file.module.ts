import { type DynamicModule, Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { CUSTOMER_EVENTS, FILE_EVENTS, ONBOARDING_EVENTS, SUBSCRIPTIONS, TOPICS } from '@oceafin/contracts';
import { MessagingModule } from '@oceafin/messaging';
import { OperatorAccessModule, operatorAccessOptions } from '@oceafin/operator-access';
import { PartnerAccessModule, partnerAccessOptions, setBodyReader } from '@oceafin/partner-access';
import { DatabaseModule, requestCorrelation, WORKER_DB } from '@oceafin/platform';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { FileConfig } from './config';
import { AddFileController } from './features/add-file/add-file.controller';
import { Admission } from './features/add-file/admission';
import { LinkFileHandler } from './features/add-file/link-file.handler';
import { UploadFileHandler } from './features/add-file/upload-file.handler';
import { DeleteFileController } from './features/delete-file/delete-file.controller';
import { GetFileController } from './features/get-file/get-file.controller';
import { ListFilesController } from './features/list-files/list-files.controller';
import { ReadContentController } from './features/read-content/read-content.controller';
import { ScanMetrics } from './features/scan-object/scan.metrics';
import { ScanObjectHandler } from './features/scan-object/scan-object.handler';
import { ScanWorker } from './features/scan-object/scan.worker';
import { StorageSweeper } from './features/sweep-storage/storage.sweeper';
import { ChildProcessInspector } from './infrastructure/child-process-inspector';
import { ClamdScanner } from './infrastructure/clamd-scanner';
import { CommitWakeUp } from './infrastructure/commit-wake-up';
import { LocalDirectoryStorage } from './infrastructure/local-directory-storage';
import { LocalKeyService } from './infrastructure/local-key-service';
import { NoScanner } from './infrastructure/no-scanner';
import { SqlFileAssets } from './infrastructure/sql-file-assets';
import { SqlScanQueue } from './infrastructure/sql-scan-queue';
import { SqlStoredObjects } from './infrastructure/sql-stored-objects';
import { SqlSubmittedFiles } from './infrastructure/sql-submitted-files';
import { UploadReader } from './ingest/upload-reader';
import { FollowCustomerControlsPolicy } from './policies/follow-customer-controls.policy';
import { KeepFilesWhenCustomerSubmittedPolicy } from './policies/keep-files-when-customer-submitted.policy';
import { FileAssets } from './ports/file-assets';
import { KeyService } from './ports/key-service';
import { MalwareScanner } from './ports/malware-scanner';
import { ObjectStorage } from './ports/object-storage';
import { ScanQueue, ScanWakeUp } from './ports/scan-queue';
import { StoredObjects } from './ports/stored-objects';
import { StructureInspector } from './ports/structure-inspector';
import { SubmittedFiles } from './ports/submitted-files';
import { CustomersProjection } from './projections/customers/customers.projection';
import { DocumentVault } from './vault/document-vault';

export const FILE_CONSUMER_GROUP = SUBSCRIPTIONS.file.group;

const TABLES = [
  'customers',
  'stored_objects',
  'file_assets',
  'submitted_files',
  'operator_audit',
  'outbox_messages',
  'inbox_heads',
  'parked_keys',
];

/** The compiled entry of the inspecting processes. */
const INSPECTOR_SCRIPT = join(__dirname, 'inspection', 'inspector.process.js');

/** The file app: bytes in, metadata and verdicts out. */
@Module({})
export class FileModule implements OnModuleInit {
  constructor(private readonly uploads: UploadReader) {}

  static forRoot(config: FileConfig, inspectorScript = INSPECTOR_SCRIPT): DynamicModule {
    return {
      module: FileModule,
      imports: [
        databaseModule(config),
        messagingModule(config),
        accessModule(config),
        OperatorAccessModule.forRoot(operatorAccessOptions(config)),
      ],
      controllers: [
        AddFileController,
        ListFilesController,
        GetFileController,
        DeleteFileController,
        ReadContentController,
        FollowCustomerControlsPolicy,
        KeepFilesWhenCustomerSubmittedPolicy,
      ],
      providers: [...adapters(config, inspectorScript), ...services(config)],
    };
  }

  onModuleInit(): void {
    setBodyReader(this.uploads);
  }
}

function databaseModule(config: FileConfig): DynamicModule {
  return DatabaseModule.forRoot({
    runtimeUrl: config.DATABASE_RUNTIME_URL,
    workerUrl: config.DATABASE_WORKER_URL,
    applicationName: 'file',
    tables: TABLES,
  });
}

function messagingModule(config: FileConfig): DynamicModule {
  return MessagingModule.forRoot({
    brokers: config.KAFKA_BROKERS,
    clientId: 'file',
    topicPrefix: config.TOPIC_PREFIX,
    instanceId: config.INSTANCE_ID,
    workerDb: WORKER_DB,
    contracts: [...FILE_EVENTS, ...CUSTOMER_EVENTS, ...ONBOARDING_EVENTS],
    correlation: requestCorrelation,
  });
}

function accessModule(config: FileConfig): DynamicModule {
  return PartnerAccessModule.forRoot(
    partnerAccessOptions(config, {
      app: 'file',
      group: FILE_CONSUMER_GROUP,
      dependsOn: [
        { app: 'customer', topic: TOPICS.customer.name },
        { app: 'onboarding', topic: TOPICS.onboarding.name },
      ],
    }),
  );
}

function adapters(config: FileConfig, inspectorScript: string): Provider[] {
  return [
    { provide: ObjectStorage, useFactory: () => new LocalDirectoryStorage(config.STORAGE_DIR) },
    { provide: KeyService, useFactory: () => keyService(config) },
    {
      provide: MalwareScanner,
      useFactory: () => (config.CLAMD_URL ? new ClamdScanner(config.CLAMD_URL) : new NoScanner()),
    },
    {
      provide: StructureInspector,
      useFactory: () =>
        new ChildProcessInspector({
          script: inspectorScript,
          timeoutMs: config.SCAN_TIMEOUT_MS,
          maxMemoryBytes: config.SCAN_MEMORY_BYTES,
          spares: config.SCAN_SPARES,
        }),
    },
    { provide: FileAssets, useClass: SqlFileAssets },
    { provide: SubmittedFiles, useClass: SqlSubmittedFiles },
    { provide: ScanWakeUp, useClass: CommitWakeUp },
    {
      provide: ScanQueue,
      useFactory: (db: DataSource) => new SqlScanQueue(db, config.INSTANCE_ID),
      inject: [WORKER_DB],
    },
    {
      provide: StoredObjects,
      useFactory: (db: DataSource) => new SqlStoredObjects(db),
      inject: [WORKER_DB],
    },
  ];
}

function services(config: FileConfig): Provider[] {
  return [
    DocumentVault,
    {
      provide: UploadReader,
      useFactory: (vault: DocumentVault) => new UploadReader(vault, config.MAX_FILE_BYTES),
      inject: [DocumentVault],
    },
    Admission,
    UploadFileHandler,
    LinkFileHandler,
    CustomersProjection,
    ScanMetrics,
    ScanObjectHandler,
    {
      provide: ScanWorker,
      useFactory: (queue: ScanQueue, handler: ScanObjectHandler, wakeUp: ScanWakeUp) =>
        new ScanWorker(queue, handler, wakeUp, config.SCAN_CONCURRENCY),
      inject: [ScanQueue, ScanObjectHandler, ScanWakeUp],
    },
    StorageSweeper,
  ];
}

function keyService(config: FileConfig): KeyService {
  const former = config.STORAGE_KEK_PREVIOUS ? [config.STORAGE_KEK_PREVIOUS] : [];
  return new LocalKeyService(config.STORAGE_KEK, ...former);
}
