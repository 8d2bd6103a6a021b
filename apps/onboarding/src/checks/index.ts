export * from './checks.types';
export { decidePolicy } from './decide-policy';
export { evidenceDigest, type DigestedFile } from './evidence-digest';
export { type IdentityAnswer, type IdentityProvider } from './identity.check';
export { checksFor, runChecks, sourcesFor, type CheckSources } from './run-checks';
export { faultInScreeningList, type ScreeningEntry, type ScreeningList } from './screening-list';
export { customerTexts, subjectText } from './subject-texts';
export { namedSubjectsOf } from './subjects';
