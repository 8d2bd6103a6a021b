import { Module, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { IdempotencyStore } from '@oceafin/partner-access';
import { ActLog } from './audit/act-log';
import { AuditLog } from './audit/audit-log';
import { TokenVerifier } from './auth/token-verifier';
import { OperatorGate } from './endpoint/operator-gate';
import { OperatorInterceptor } from './endpoint/operator.interceptor';
import { OPERATOR_ACCESS_OPTIONS, type OperatorAccessOptions } from './operator-access.options';

/** The operator edge of an app: every route marked with `@OperatorEndpoint`. Needs the global DatabaseModule. */
@Module({})
export class OperatorAccessModule {
  static forRoot(options: OperatorAccessOptions): DynamicModule {
    return {
      module: OperatorAccessModule,
      global: true,
      providers: [
        { provide: OPERATOR_ACCESS_OPTIONS, useValue: options },
        { provide: APP_INTERCEPTOR, useClass: OperatorInterceptor },
        ActLog,
        AuditLog,
        IdempotencyStore,
        OperatorGate,
        TokenVerifier,
      ],
      exports: [ActLog, AuditLog],
    };
  }
}
