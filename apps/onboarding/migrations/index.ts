import { CreateOnboarding1000000000001 } from './1000000000001-create-onboarding';

/** Migrations of the onboarding database, oldest first. */
export const migrations = [CreateOnboarding1000000000001];
