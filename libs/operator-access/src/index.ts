export { brokenLink, chainedHash, GENESIS_HASH, type AuditRow } from './audit/audit-chain';
export { AuditLog, type AuditEntry, type RecordedAct } from './audit/audit-log';
export { operatorAuditSchemaSql } from './audit/operator-audit-schema';
export { Operator } from './auth/operator';
export { OperatorCall } from './endpoint/operator-call';
export { OperatorEndpoint, type OperatorEndpointOptions } from './endpoint/operator-endpoint.decorator';
export type { OperatorReply } from './endpoint/operator-reply';
export { OperatorAccessModule } from './operator-access.module';
export * from './operator-access.options';
