import { CreatePartnerAccess1763890000000 } from './1763890000000-create-partner-access';
import { TellRemainingTokens1763890100000 } from './1763890100000-tell-remaining-tokens';
import { TellSpentNonces1763890200000 } from './1763890200000-tell-spent-nonces';
import { FindMarksByApp1763890300000 } from './1763890300000-find-marks-by-app';

/** Migrations of the access database, in order. */
export const partnerAccessMigrations = [
  CreatePartnerAccess1763890000000,
  TellRemainingTokens1763890100000,
  TellSpentNonces1763890200000,
  FindMarksByApp1763890300000,
];
