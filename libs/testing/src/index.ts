export * from './signed-client';
