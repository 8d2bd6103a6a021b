import type { Random } from '../schedule/random';
import type { Acknowledged } from './acknowledged';
import { CustomerSteps } from './customer-steps';
import type { Operator } from './operator';
import type { Partner } from './partner';

export interface Traveller {
  readonly partner: Partner;
  readonly operator: Operator;
  readonly acknowledged: Acknowledged;
  readonly random: Random;
  readonly ref: string;
  /** Whether the load still goes on: a journey of many rounds ends early when it doesn't. */
  readonly goesOn: () => boolean;
}

/**
 * How often each journey is begun. Scanning a file costs a process of its own, so few bring documents;
 * rounds and an operator's controls give the most records for a request.
 */
export const MIX = { documents: 2, rounds: 14, controls: 70, brief: 14 } as const;
const BRIEF_LOOKS_ELSEWHERE = 0.05;

const begin = (
  traveller: Traveller,
  more: { outcome?: string; elsewhere?: number } = {},
): Promise<CustomerSteps> =>
  CustomerSteps.create(traveller.partner, traveller.acknowledged, traveller.random, {
    ref: traveller.ref,
    ...more,
  });

export const JOURNEYS: Readonly<Record<keyof typeof MIX, (traveller: Traveller) => Promise<void>>> = {
  /** Created, two files, submitted, decided; some are asked for one more document first. */
  async documents(traveller) {
    const steps = await begin(traveller, {
      outcome: traveller.random.pick(['approve', 'missing_document']),
    });
    const passport = await steps.upload('PASSPORT');
    const proof = await steps.upload('PROOF_OF_ADDRESS');
    await steps.submit([passport, proof]);
    const found = await steps.settled();
    if (found.status === 'MISSING_INFO_REQUIRED') {
      await steps.answerFor(found);
      await steps.settled();
    }
    await steps.endIn('APPROVED');
  },

  /** Submitted without documents, asked for them, submitted again and again; withdrawn or closed in the end. */
  async rounds(traveller) {
    const { random } = traveller;
    const steps = await begin(traveller);
    const rounds = random.between(2, 8);
    for (let round = 1; round <= rounds && traveller.goesOn(); round += 1) {
      await steps.submit([]);
      await steps.settled();
    }
    await steps.submit([]);
    await (random.next() < 0.5 ? steps.close() : steps.withdraw());
  },

  /** Suspended and reinstated again and again while it waits for documents; closed in the end. */
  async controls(traveller) {
    const { random, operator, goesOn } = traveller;
    const steps = await begin(traveller);
    await steps.submit([]);
    await steps.shows('MISSING_INFO_REQUIRED');
    const pairs = random.between(8, 32);
    for (let pair = 1; pair <= pairs && goesOn(); pair += 1) {
      await steps.control(operator, 'suspend', 'SUSPENDED');
      await steps.control(operator, 'reinstate', 'MISSING_INFO_REQUIRED');
    }
    await steps.close(BRIEF_LOOKS_ELSEWHERE);
  },

  /** Created, sometimes renamed, closed. */
  async brief(traveller) {
    const steps = await begin(traveller, { elsewhere: BRIEF_LOOKS_ELSEWHERE });
    if (traveller.random.next() < 0.1) await steps.patch();
    await steps.close(BRIEF_LOOKS_ELSEWHERE);
  },
};
