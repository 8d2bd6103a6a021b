/** The closed word lists of a submission. Document types live in @oceafin/contracts. */
export const PURPOSES = [
  'PAYMENTS',
  'SAVINGS',
  'INVESTMENT',
  'TRADING',
  'PAYROLL',
  'TREASURY',
  'OTHER',
] as const;
export type Purpose = (typeof PURPOSES)[number];

export const FUND_SOURCES = [
  'SALARY',
  'BUSINESS_INCOME',
  'INVESTMENTS',
  'INHERITANCE',
  'PROPERTY',
  'GIFT',
  'PENSION',
  'SAVINGS',
  'OTHER',
] as const;
export type FundSource = (typeof FUND_SOURCES)[number];

export const COMPANY_TYPES = [
  'PRIVATE_LIMITED',
  'PUBLIC_LIMITED',
  'PARTNERSHIP',
  'SOLE_PROPRIETORSHIP',
  'TRUST',
  'NON_PROFIT',
  'OTHER',
] as const;
export type CompanyType = (typeof COMPANY_TYPES)[number];

export const POLITICAL_EXPOSURES = ['NONE', 'PEP', 'FAMILY_MEMBER', 'CLOSE_ASSOCIATE'] as const;
export type PoliticalExposureStatus = (typeof POLITICAL_EXPOSURES)[number];

export const PERSON_ROLES = [
  'DIRECTOR',
  'BENEFICIAL_OWNER',
  'AUTHORISED_SIGNATORY',
  'CONTROLLING_PERSON',
  'SENIOR_MANAGING_OFFICIAL',
  'TRUSTEE',
  'SETTLOR',
  'PROTECTOR',
  'BENEFICIARY',
] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

export const INDUSTRY_SCHEMES = ['ISIC', 'NACE', 'NAICS', 'SSIC'] as const;
export type IndustryScheme = (typeof INDUSTRY_SCHEMES)[number];

export const CONSENT_TYPES = ['TERMS', 'PRIVACY', 'DATA_SHARING'] as const;
export type ConsentType = (typeof CONSENT_TYPES)[number];

/** Without these two nothing may be submitted. */
export const REQUIRED_CONSENTS = ['TERMS', 'PRIVACY'] as const satisfies readonly ConsentType[];

export const CHANNELS = ['WEB', 'MOBILE', 'IN_PERSON', 'PHONE'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Channels whose consent was captured on a device, so that its address and agent are known. */
export const DEVICE_CHANNELS = ['WEB', 'MOBILE'] as const satisfies readonly Channel[];
