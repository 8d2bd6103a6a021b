export * from './codes/problem-codes';
export * from './define-event';
export * from './events/customer.events';
export * from './events/file.events';
export * from './events/onboarding.events';
export * from './events/partner.events';
export * from './topics';
export * from './vocabulary';
