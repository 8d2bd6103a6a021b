import { createRate } from './edge/create-rate';
import { layers } from './edge/layers';
import { lists } from './edge/lists';
import { overload } from './edge/overload';
import { readRate } from './edge/read-rate';
import type { Suite } from './suite';

/** The customer app behind its signed contract, one instance without an ingress. */
export const edge: Suite = {
  name: 'edge',
  parts: {
    create: (servers, { seconds }) => createRate(servers, seconds!),
    get: (servers, { seconds }) => readRate(servers, seconds!),
    overload: (servers, { seconds }) => overload(servers, seconds!),
    lists: (servers, { customers }) => lists(servers, customers!),
    layers: (servers, { seconds }) => layers(servers, seconds!),
  },
  sizes: {
    seconds: ['of every measurement; three times as many of overload', 10],
    customers: ['of the larger list', 1_000_000],
  },
};
