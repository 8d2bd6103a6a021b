export { bootstrap, createApp, type AppOptions, type BootstrapOptions } from './bootstrap';
export { appSettings, httpOptions } from './config/app-settings';
export { ConfigError, ExpectedError, loadConfig, type Config } from './config/load-config';
export * from './config/validators';
export { requestCorrelation } from './context/request-correlation';
export { RequestContext, type RequestContextData } from './context/request-context';
export { parseTraceparent } from './context/trace-parent';
export { connectPatiently, createDataSource, type Entities, type PoolOptions } from './database/data-source';
export { DatabaseClock } from './database/database-clock';
export { DatabaseModule, type DatabaseOptions } from './database/database.module';
export { migrateDatabase, type MigrateOptions } from './database/migrate-database';
export { SchemaMissingError } from './database/require-tables';
export { RUNTIME_DB, WORKER_DB } from './database/tokens';
export { tenantTransaction, workerTransaction, type TransactionOptions } from './database/transactions';
export { waitingForConnection } from './database/waiting-for-connection';
export { HealthChecks, type Check as HealthCheck } from './health/health-checks';
export { HealthModule } from './health/health.module';
export { clientErrorProblem } from './http/client-error';
export { createHttpAdapter, type HttpOptions } from './http/http-adapter';
export { contextOf } from './http/request-id';
export { parseStrictJson } from './json/parse-strict-json';
export { AppLogger, type LoggerOptions } from './logging/app-logger';
export { safeError, type SafeError } from './logging/safe-error';
export { HttpMetrics, MetricsModule } from './metrics/metrics.module';
export {
  buildOpenApi,
  OPERATOR_SECURITY,
  PARTNER_SECURITY,
  type OpenApiInfo,
} from './openapi/build-open-api';
export { isInfrastructureError } from './problems/infrastructure-error';
export { fieldError, Problem, type ProblemBody, type ProblemOptions } from './problems/problem';
export { ProblemFilter, sendProblem } from './problems/problem-filter';
export { runMain } from './run-main';
export * from './validation';
