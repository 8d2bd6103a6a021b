import { Module, type DynamicModule } from '@nestjs/common';
import { AccessDatabase } from './access-database';
import { ClientDirectory } from './clients/client-directory';
import { CursorCodec } from './cursors/cursor-codec';
import { CallRunner } from './endpoint/call-runner';
import { ProjectionGuard } from './endpoint/projection-guard';
import { GateHook } from './gate/gate-hook';
import { PartnerGate } from './gate/partner-gate';
import { QueueLimit } from './gate/queue-limit';
import { IdempotencyStore } from './idempotency/idempotency-store';
import { KeyCheck } from './clients/key-check';
import { Janitor } from './janitor';
import { PartnerMarks } from './marks/partner-marks';
import { ProjectionHeads } from './marks/projection-heads';
import { SettledMarks } from './marks/settled-marks';
import { NonceLedger } from './nonces/nonce-ledger';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from './partner-access.options';
import { TokenLeases } from './rate-limit/token-leases';

/**
 * The partner edge of an app: every route marked with `@PartnerEndpoint` is authenticated, limited, idempotent and
 * tenant-bound. Needs the global DatabaseModule and MessagingModule beside it.
 */
@Module({})
export class PartnerAccessModule {
  static forRoot(options: PartnerAccessOptions): DynamicModule {
    return {
      module: PartnerAccessModule,
      global: true,
      providers: [
        { provide: PARTNER_ACCESS_OPTIONS, useValue: options },
        AccessDatabase,
        CallRunner,
        ClientDirectory,
        CursorCodec,
        GateHook,
        IdempotencyStore,
        Janitor,
        KeyCheck,
        NonceLedger,
        PartnerGate,
        PartnerMarks,
        ProjectionGuard,
        ProjectionHeads,
        QueueLimit,
        SettledMarks,
        TokenLeases,
      ],
      // CallRunner for the interceptor, which is made where its route is.
      exports: [CallRunner, CursorCodec, PartnerMarks, SettledMarks],
    };
  }
}
