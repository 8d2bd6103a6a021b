import type { IngressOptions } from './server';
import type { AppName } from './route';

export interface IngressConfig extends IngressOptions {
  readonly host: string;
  readonly port: number;
}

/** INGRESS_PORT and `<APP>_PORTS`, comma-separated, come from the local stack. */
export function ingressConfig(env: NodeJS.ProcessEnv = process.env): IngressConfig {
  const ports = (app: AppName): number[] => (env[`${app.toUpperCase()}_PORTS`] ?? '').split(',').map(Number);
  return {
    host: '127.0.0.1',
    port: Number(env.INGRESS_PORT),
    upstreams: { customer: ports('customer'), file: ports('file'), onboarding: ports('onboarding') },
    connectTimeoutMs: 2_000,
    idleTimeoutMs: 60_000,
  };
}
