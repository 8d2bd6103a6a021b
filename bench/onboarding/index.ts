import type { Suite } from '../suite';
import { queue } from './queue';
import { toApproval, wholeJourneys } from './to-approval';

export const onboarding: Suite = {
  name: 'onboarding',
  parts: {
    queue: (servers, { cases }) => queue(servers, cases!),
    approval: (servers, { approvals }) => toApproval(servers, approvals!),
    journeys: (servers, { journeys }) => wholeJourneys(servers, journeys!),
  },
  sizes: {
    cases: ['that the queue is listed among', 1_000_000],
    approvals: ['of customers whose documents are scanned', 200],
    journeys: ['with documents to scan, one or two seconds each', 20],
  },
};
