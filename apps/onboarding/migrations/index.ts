import { CreateOnboarding1790000000000 } from './1790000000000-create-onboarding';
import { HoldParkedKeys1790000000001 } from './1790000000001-hold-parked-keys';

/** Migrations of the onboarding database, oldest first. */
export const migrations = [CreateOnboarding1790000000000, HoldParkedKeys1790000000001];
