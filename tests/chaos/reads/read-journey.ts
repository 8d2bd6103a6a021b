import type { NamedDocument } from '../../../tools/journey/bodies';
import { JourneyBroken } from '../load/call';
import { CustomerSteps } from '../load/customer-steps';
import type { Operator } from '../load/operator';
import type { Partner } from '../load/partner';
import type { Random } from '../schedule/random';
import { type Told, type View, VIEWS } from './views';

export interface Reader {
  readonly partner: Partner;
  readonly operator: Operator;
  readonly random: Random;
  readonly ref: string;
  /** Scanned before; linking them takes no scan. */
  readonly documents: readonly NamedDocument[];
}

const LOOKS = 2;
const ENDINGS = { approved: 30, suspended: 35, closed: 35 } as const;

/**
 * Created, two documents linked, submitted, at times renamed, then approved, suspended or closed; after each answer two
 * looks at once, anywhere.
 */
export async function readJourney(reader: Reader): Promise<void> {
  const { partner, random, ref, operator, documents } = reader;
  const steps = await CustomerSteps.create(partner, partner.acknowledged, random, { ref, elsewhere: 0.7 });
  const look = (control?: Told['control']): Promise<void> => lookAround(reader, steps, control);
  await look();
  const linked: NamedDocument[] = [];
  for (const document of documents) linked.push(await steps.link(document));
  if (random.next() < 0.5) await look();
  await steps.submit(linked);
  await look();
  if (random.next() < 0.2) await steps.patch();
  const ending = random.weighted(ENDINGS);
  if (ending === 'closed') {
    await steps.close();
    return look('CLOSED');
  }
  if (ending === 'suspended') {
    await steps.control(operator, 'suspend', 'SUSPENDED');
    await look('SUSPENDED');
    await steps.refusesMutations(random.next() < 0.7);
    await steps.reinstate(operator);
    await look();
  }
  await steps.endIn('APPROVED');
  await look();
}

/** Looks at several things at the same time; every answer must know what was told before. */
async function lookAround(
  { partner, random }: Reader,
  { customer }: CustomerSteps,
  control: Told['control'],
): Promise<void> {
  const told: Told = { customer, sequence: customer.sequence, control };
  const left = [...VIEWS];
  const chosen = Array.from({ length: LOOKS }, () => left.splice(random.between(0, left.length - 1), 1)[0]!);
  await Promise.all(chosen.map((view) => judge(partner, view, told)));
}

async function judge(partner: Partner, view: View, told: Told): Promise<void> {
  const { customer } = told;
  const path = view.path(customer);
  const answer = await partner.call({ method: 'GET', path, expect: [200], of: customer.customerId });
  const shown = answer.json<never>();
  const { acknowledged } = partner;
  acknowledged.counts.readsJudged += 1;
  const contradiction = view.contradiction(shown, told);
  if (contradiction !== undefined) {
    acknowledged.blame('stale', customer.customerId, `GET ${path}: ${contradiction}`);
    throw new JourneyBroken(contradiction);
  }
  customer.sequence = Math.max(customer.sequence, view.sequence?.(shown) ?? 0);
}
