import { operatorAccessSettings } from '@oceafin/operator-access';
import { partnerAccessSettings } from '@oceafin/partner-access';
import { appSettings, type Config, loadConfig } from '@oceafin/platform';

const settings = { ...appSettings, ...partnerAccessSettings, ...operatorAccessSettings };

export type CustomerConfig = Config<typeof settings>;

/** @throws ConfigError listing all that is wrong. */
export function customerConfig(env: NodeJS.ProcessEnv = process.env): CustomerConfig {
  return loadConfig(settings, env);
}
