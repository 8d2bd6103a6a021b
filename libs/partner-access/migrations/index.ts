import { CreatePartnerAccess1763890000000 } from './1763890000000-create-partner-access';
import { TellRemainingTokens1763890100000 } from './1763890100000-tell-remaining-tokens';

/** Migrations of the access database, in order. */
export const partnerAccessMigrations = [CreatePartnerAccess1763890000000, TellRemainingTokens1763890100000];
