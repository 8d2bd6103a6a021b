export * from './customer-reader';
export * from './customer-store';
export * from './operator-reasons';
