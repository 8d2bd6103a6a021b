import type { Suite } from '../suite';
import { queue } from './queue';
import { toApproval } from './to-approval';

export const onboarding: Suite = {
  name: 'onboarding',
  parts: {
    queue: (servers, { cases }) => queue(servers, cases!),
    approval: (servers, { journeys }) => toApproval(servers, journeys!),
  },
  sizes: {
    cases: ['that the queue is listed among', 1_000_000],
    journeys: ['that are taken to their approval', 200],
  },
};
