import { Module, type DynamicModule } from '@nestjs/common';
import { IdempotencyStore } from '@oceafin/partner-access';
import { ActLog } from './audit/act-log';
import { AuditLog } from './audit/audit-log';
import { TokenVerifier } from './auth/token-verifier';
import { OperatorGate } from './endpoint/operator-gate';
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
        ActLog,
        AuditLog,
        IdempotencyStore,
        OperatorGate,
        TokenVerifier,
      ],
      // IdempotencyStore for the interceptor, which is made where its route is.
      exports: [ActLog, AuditLog, IdempotencyStore],
    };
  }
}
