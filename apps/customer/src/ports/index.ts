export * from './customer-reader';
export * from './customer-store';
