import { CreateOnboarding1790000000000 } from './1790000000000-create-onboarding';

/** Migrations of the onboarding database, oldest first. */
export const migrations = [CreateOnboarding1790000000000];
