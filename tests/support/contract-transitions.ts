/** The moves of section 4 of the partner contract that onboarding makes, controls aside. */
export const ONBOARDING_TRANSITIONS: ReadonlySet<string> = new Set([
  'DRAFT→SUBMITTED',
  'SUBMITTED→PROCESSING',
  'PROCESSING→APPROVED',
  'PROCESSING→REJECTED',
  'PROCESSING→MISSING_INFO_REQUIRED',
  'MISSING_INFO_REQUIRED→SUBMITTED',
  'MISSING_INFO_REQUIRED→REJECTED',
  'REJECTED→SUBMITTED',
  'APPROVED→MISSING_INFO_REQUIRED',
  ...['DRAFT', 'MISSING_INFO_REQUIRED', 'REJECTED'].flatMap((to) => [`SUBMITTED→${to}`, `PROCESSING→${to}`]),
]);
const suspendable = ['SUBMITTED', 'PROCESSING', 'MISSING_INFO_REQUIRED', 'APPROVED'];
const reached = [...suspendable, 'DRAFT', 'REJECTED'];

/** Every move of section 4. */
export const CONTRACT_TRANSITIONS: ReadonlySet<string> = new Set([
  ...ONBOARDING_TRANSITIONS,
  ...suspendable.map((from) => `${from}→SUSPENDED`),
  ...reached.map((to) => `SUSPENDED→${to}`),
  ...[...reached, 'SUSPENDED'].map((from) => `${from}→CLOSED`),
]);
