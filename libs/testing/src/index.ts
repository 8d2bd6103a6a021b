export * from './eventually';
export * from './signed-client';
export * from './test-database';
export * from './test-kafka';
