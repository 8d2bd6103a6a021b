export * from './customer';
export * from './decide';
export * from './errors';
export * from './evolve';
export * from './facts';
export * from './transitions';
