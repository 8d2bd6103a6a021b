import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { CUSTOMER_EVENTS, FILE_EVENTS, ONBOARDING_EVENTS, SUBSCRIPTIONS, TOPICS } from '@oceafin/contracts';
import { MessagingModule } from '@oceafin/messaging';
import { OperatorAccessModule, operatorAccessOptions } from '@oceafin/operator-access';
import { PartnerAccessModule, partnerAccessOptions } from '@oceafin/partner-access';
import { DatabaseModule, requestCorrelation, WORKER_DB } from '@oceafin/platform';
import { SubmissionJudge } from './application/submission-judge';
import { sourcesFor } from './checks';
import { OperatorAct } from './application/operator-act';
import type { OnboardingConfig } from './config';
import { AnswerJudge } from './features/answer-requirements/answer-judge';
import { AnswerRequirements } from './features/answer-requirements/answer-requirements';
import { AnswerRequirementsController } from './features/answer-requirements/answer-requirements.controller';
import { ClaimCaseController } from './features/claim-case/claim-case.controller';
import { ConfirmDecisionController } from './features/confirm-decision/confirm-decision.controller';
import { DecideCase } from './features/decide-case/decide-case';
import { DecideCaseController } from './features/decide-case/decide-case.controller';
import { GetCaseController } from './features/get-case/get-case.controller';
import { GetSchemaController } from './features/get-schema/get-schema.controller';
import { GetSubmissionController } from './features/get-submission/get-submission.controller';
import { ListAuditController } from './features/list-audit/list-audit.controller';
import { ListCasesController } from './features/list-cases/list-cases.controller';
import { PreflightSubmission } from './features/preflight-submission/preflight-submission';
import { PreflightSubmissionController } from './features/preflight-submission/preflight-submission.controller';
import { NextStep } from './features/process-case/next-step';
import { PROCESSING, type ProcessingOptions } from './features/process-case/processing-options';
import { DocumentExpiry } from './features/process-case/document-expiry';
import { RoundJudge } from './features/process-case/round-judge';
import { ReopenCaseController } from './features/reopen-case/reopen-case.controller';
import { ResolveCheckController } from './features/resolve-check/resolve-check.controller';
import { ReverifyCaseController } from './features/reverify-case/reverify-case.controller';
import { SubmitEvidence } from './features/submit-evidence/submit-evidence';
import { SubmitEvidenceController } from './features/submit-evidence/submit-evidence.controller';
import { ViewCaseController } from './features/view-case/view-case.controller';
import { WithdrawSubmissionController } from './features/withdraw-submission/withdraw-submission.controller';
import { CustomerKeys, EVIDENCE_KEK } from './infrastructure/crypto/customer-keys';
import { PgAuditTrail } from './infrastructure/pg-audit-trail';
import { PgCaseDesk } from './infrastructure/pg-case-desk';
import { PgCases } from './infrastructure/pg-cases';
import { PgSubjectMarks } from './infrastructure/pg-subject-marks';
import { PgToldActs } from './infrastructure/pg-told-acts';
import { PgCustomers } from './infrastructure/pg-customers';
import { PgEvidence } from './infrastructure/pg-evidence';
import { PgFileAssets } from './infrastructure/pg-file-assets';
import { TimerAlarm } from './infrastructure/timers/timer-alarm';
import { TimerStore, TIMING } from './infrastructure/timers/timer-store';
import { TimerWorker } from './infrastructure/timers/timer-worker';
import { FollowCustomersPolicy } from './policies/follow-customers-when-customer-events.policy';
import { LogActsPolicy } from './policies/log-acts-when-operators-act-elsewhere.policy';
import { FollowFilesPolicy } from './policies/follow-files-when-file-events.policy';
import { AuditTrail } from './ports/audit-trail';
import { CaseDesk } from './ports/case-desk';
import { Cases } from './ports/cases';
import { SubjectMarks } from './ports/subject-marks';
import { Customers } from './ports/customers';
import { Evidence } from './ports/evidence';
import { FileAssets } from './ports/file-assets';
import { StepTimers } from './ports/step-timers';
import { ToldActs } from './ports/told-acts';

export const ONBOARDING_CONSUMER_GROUP = SUBSCRIPTIONS.onboarding.group;

const TABLES = [
  'customers',
  'file_assets',
  'onboarding_cases',
  'case_events',
  'case_timers',
  'submissions',
  'subject_marks',
];

const OPERATOR_ROUTES = [
  ListCasesController,
  ViewCaseController,
  ClaimCaseController,
  DecideCaseController,
  ConfirmDecisionController,
  ResolveCheckController,
  ReverifyCaseController,
  ReopenCaseController,
  ListAuditController,
];

/** The onboarding app: evidence, what is missing from it, checks and decisions. */
@Module({})
export class OnboardingModule {
  static forRoot(config: OnboardingConfig): DynamicModule {
    return {
      module: OnboardingModule,
      imports: [
        databaseModule(config),
        messagingModule(config),
        accessModule(config),
        OperatorAccessModule.forRoot(operatorAccessOptions(config)),
      ],
      controllers: [
        SubmitEvidenceController,
        GetCaseController,
        GetSubmissionController,
        GetSchemaController,
        AnswerRequirementsController,
        PreflightSubmissionController,
        WithdrawSubmissionController,
        ...OPERATOR_ROUTES,
        FollowCustomersPolicy,
        FollowFilesPolicy,
        LogActsPolicy,
      ],
      providers: [...useCases(config), ...adapters(config)],
    };
  }
}

function databaseModule(config: OnboardingConfig): DynamicModule {
  return DatabaseModule.forRoot({
    runtimeUrl: config.DATABASE_RUNTIME_URL,
    workerUrl: config.DATABASE_WORKER_URL,
    applicationName: 'onboarding',
    tables: TABLES,
    workerPoolSize: 20,
  });
}

function messagingModule(config: OnboardingConfig): DynamicModule {
  return MessagingModule.forRoot({
    brokers: config.KAFKA_BROKERS,
    clientId: 'onboarding',
    topicPrefix: config.TOPIC_PREFIX,
    instanceId: config.INSTANCE_ID,
    workerDb: WORKER_DB,
    contracts: [...ONBOARDING_EVENTS, ...CUSTOMER_EVENTS, ...FILE_EVENTS],
    correlation: requestCorrelation,
  });
}

function accessModule(config: OnboardingConfig): DynamicModule {
  return PartnerAccessModule.forRoot(
    partnerAccessOptions(config, {
      app: 'onboarding',
      group: ONBOARDING_CONSUMER_GROUP,
      dependsOn: [
        { app: 'customer', topic: TOPICS.customer.name },
        { app: 'file', topic: TOPICS.file.name },
      ],
    }),
  );
}

function useCases(config: OnboardingConfig): Provider[] {
  const { MODE: mode, PROCESSING_MIN_MS: processingMinMs } = config;
  const sources = sourcesFor(mode, config.SCREENING_LIST);
  const processing: ProcessingOptions = { mode, processingMinMs, sources };
  return [
    { provide: PROCESSING, useValue: processing },
    { provide: TIMING, useValue: processing },
    OperatorAct,
    DecideCase,
    SubmitEvidence,
    AnswerJudge,
    SubmissionJudge,
    AnswerRequirements,
    PreflightSubmission,
    RoundJudge,
    DocumentExpiry,
    NextStep,
  ];
}

function adapters(config: OnboardingConfig): Provider[] {
  return [
    { provide: EVIDENCE_KEK, useValue: config.EVIDENCE_KEK },
    { provide: Cases, useClass: PgCases },
    { provide: CaseDesk, useClass: PgCaseDesk },
    { provide: AuditTrail, useClass: PgAuditTrail },
    { provide: Evidence, useClass: PgEvidence },
    { provide: FileAssets, useClass: PgFileAssets },
    { provide: Customers, useClass: PgCustomers },
    { provide: SubjectMarks, useClass: PgSubjectMarks },
    { provide: StepTimers, useExisting: TimerStore },
    { provide: ToldActs, useClass: PgToldActs },
    CustomerKeys,
    TimerAlarm,
    TimerStore,
    TimerWorker,
  ];
}
