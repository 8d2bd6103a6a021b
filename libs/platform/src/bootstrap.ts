import { Logger, Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { HealthModule } from './health/health.module';
import { logAccess } from './http/access-log';
import { createHttpAdapter, type HttpOptions } from './http/http-adapter';
import { AppLogger, type LoggerOptions } from './logging/app-logger';
import { HttpMetrics, MetricsModule } from './metrics/metrics.module';
import { ProblemFilter } from './problems/problem-filter';
import { closeOnSignals, exitOnUnhandledFaults } from './shutdown';

export interface AppOptions {
  name: 'customer' | 'file' | 'onboarding';
  /** The app's root module; health and metrics come with the platform. */
  module: Type | DynamicModule;
  logger?: Omit<LoggerOptions, 'name'>;
  http?: HttpOptions;
}

export interface BootstrapOptions extends AppOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Runs after the modules are made and before the app listens: connects consumers, serves documents. */
  prepare?: (app: NestFastifyApplication) => Promise<void> | void;
}

/** Health and metrics beside the app's own module. */
@Module({})
class PlatformModule {
  static around(module: Type | DynamicModule): DynamicModule {
    return { module: PlatformModule, imports: [HealthModule, MetricsModule, module] };
  }
}

/** The app with all of the platform's HTTP handling, not yet listening; for `inject()` in specs too. */
export async function createApp(options: AppOptions): Promise<NestFastifyApplication> {
  const logger = new AppLogger({ name: options.name, ...options.logger });
  const adapter = createHttpAdapter(options.http);
  const app = await NestFactory.create<NestFastifyApplication>(
    PlatformModule.around(options.module),
    adapter,
    { logger, bodyParser: false, abortOnError: false },
  );
  app.useGlobalFilters(new ProblemFilter());
  logAccess(adapter.getInstance<FastifyInstance>(), logger, app.get(HttpMetrics));
  return app;
}

/** Starts an app and stops it gracefully on SIGTERM and SIGINT. */
export async function bootstrap(options: BootstrapOptions): Promise<NestFastifyApplication> {
  const app = await createApp(options);
  exitOnUnhandledFaults();
  closeOnSignals(app);
  await options.prepare?.(app);
  await app.listen(options.port, options.host);
  new Logger('Bootstrap').log({ message: 'Listening', url: await app.getUrl() });
  return app;
}
