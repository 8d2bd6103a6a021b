import { operatorAccessSettings } from '@oceafin/operator-access';
import { partnerAccessSettings } from '@oceafin/partner-access';
import { appSettings, type Config, integer, keyBytes, loadConfig } from '@oceafin/platform';

const settings = {
  ...appSettings,
  ...partnerAccessSettings,
  ...operatorAccessSettings,
  EVIDENCE_KEK: keyBytes(32)({ desc: 'wraps the data key of every customer, 32 bytes in base64' }),
  PROCESSING_MIN_MS: integer(
    0,
    600_000,
  )({ default: 1_000, desc: 'milliseconds that a round is in processing at least' }),
};

export type OnboardingConfig = Config<typeof settings>;

/** @throws ConfigError listing all that is wrong. */
export function onboardingConfig(env: NodeJS.ProcessEnv = process.env): OnboardingConfig {
  return loadConfig(settings, env);
}
