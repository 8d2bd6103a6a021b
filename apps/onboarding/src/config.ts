import { operatorAccessSettings } from '@oceafin/operator-access';
import { partnerAccessSettings } from '@oceafin/partner-access';
import { appSettings, type Config, integer, jsonOf, keyBytes, loadConfig } from '@oceafin/platform';
import { faultInScreeningList, type ScreeningList } from './checks';

const settings = {
  ...appSettings,
  ...partnerAccessSettings,
  ...operatorAccessSettings,
  EVIDENCE_KEK: keyBytes(32)({ desc: 'wraps the data key of every customer, 32 bytes in base64' }),
  SCREENING_LIST: jsonOf<ScreeningList>(faultInScreeningList)({
    default: undefined,
    desc: 'names to look out for, as SCREENING_LIST_FILE; without it live leaves screening to people',
  }),
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
