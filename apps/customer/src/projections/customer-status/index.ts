export * from './fold-statuses';
export * from './status-row';
