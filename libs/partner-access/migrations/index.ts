import { CreatePartnerAccess1763890000000 } from './1763890000000-create-partner-access';

/** Migrations of the access database, in order. */
export const partnerAccessMigrations = [CreatePartnerAccess1763890000000];
