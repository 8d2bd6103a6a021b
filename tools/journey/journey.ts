import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CustomerStatus, SandboxOutcome } from '@oceafin/contracts';
import { SignedClient } from '@oceafin/testing';
import { type Body, documentTypesOf, exampleBody, type NamedDocument, withDocuments } from './bodies';
import { Caller, JourneyError } from './caller';
import { type EventTap, openEventTap } from './event-tap';
import { approveAsOperators } from './operator-steps';
import { DEFAULT_OUTCOMES, type ExpectedPath, type Kind, PATHS } from './outcomes';
import { type Customer, PartnerSteps, type TimelineEntry } from './partner-steps';
import type { Stack } from './stack';
import type { Timeline } from './timeline';

export interface JourneyOptions {
  readonly kinds: readonly Kind[];
  /** For every kind; each kind's own default where absent. */
  readonly outcome?: SandboxOutcome;
  /** What customers are created with beside their ref and type; something ordinary where absent. */
  readonly customer?: Body;
  /** Milliseconds after which a kind's journey gives up. */
  readonly timeoutMs: number;
}

export interface CustomerResult {
  readonly kind: Kind;
  readonly outcome: SandboxOutcome;
  readonly customerId: string;
  /** The statuses it went through, by its timeline. */
  readonly statuses: readonly CustomerStatus[];
  readonly tookMs: number;
}

interface Travel {
  readonly stack: Stack;
  readonly caller: Caller;
  readonly steps: PartnerSteps;
  readonly tap: EventTap;
  readonly timeline: Timeline;
}

/**
 * Takes new customers through a running stack, shown while it happens.
 * @throws JourneyError as soon as something isn't as expected
 */
export async function runJourney(
  stack: Stack,
  timeline: Timeline,
  options: JourneyOptions,
): Promise<CustomerResult[]> {
  const run = `${Date.now().toString(36)}-${randomBytes(3).toString('hex')}`;
  let startedAt = performance.now();
  const clock = (): number => performance.now() - startedAt;
  const { brokers, topicPrefix } = stack;
  const tap = await openEventTap({ brokers, topicPrefix, clock, show: (line) => timeline.event(line) });
  startedAt = performance.now();
  try {
    const results: CustomerResult[] = [];
    for (const kind of options.kinds) {
      const outcome = options.outcome ?? DEFAULT_OUTCOMES[kind];
      timeline.heading(`${kind.toUpperCase()} customer, sandboxOutcome ${outcome}`);
      const client = new SignedClient(stack.partner);
      const { ingress } = stack;
      const deadlineMs = clock() + options.timeoutMs;
      const caller = new Caller({ client, ingress, timeline, clock, deadlineMs });
      const travel = { stack, caller, steps: new PartnerSteps(caller), tap, timeline };
      const begunAt = clock();
      const given = options.customer ?? ordinary(kind, outcome);
      const customer = { ...given, partnerCustomerRef: `journey-${run}-${kind}`, customerType: TYPES[kind] };
      const { customerId, statuses } = await travelOnce(travel, { kind, outcome, customer });
      results.push({ kind, outcome, customerId, statuses, tookMs: clock() - begunAt });
    }
    return results;
  } finally {
    await tap.close();
  }
}

interface Traveller {
  readonly kind: Kind;
  readonly outcome: SandboxOutcome;
  readonly customer: Body;
}

const TYPES = { individual: 'INDIVIDUAL', corporate: 'CORPORATE' } as const;

function ordinary(kind: Kind, outcome: SandboxOutcome): Body {
  return {
    displayName: kind === 'individual' ? 'Jane Partner' : 'Harbour Light Trading',
    metadata: { sourceSystem: 'journey', sandboxOutcome: outcome },
  };
}

async function travelOnce(
  travel: Travel,
  { kind, outcome, customer }: Traveller,
): Promise<{ customerId: string; statuses: CustomerStatus[] }> {
  const { steps, tap, caller } = travel;
  const customerId = await createTwice(travel, customer);
  tap.follow(customerId);

  const example = exampleBody(kind === 'individual' ? 'kyc-submission' : 'kyb-submission', caller.clientId);
  const uploaded: NamedDocument[] = [];
  for (const type of documentTypesOf(example)) uploaded.push(await steps.upload(customerId, type));
  const evidence = withDocuments(example, uploaded);

  let path = PATHS[outcome];
  let round = await steps.submit(customerId, evidence);
  if (path.operator && !(await approveAsOperators(caller, travel.stack, customerId))) {
    path = { ...path, statuses: ['DRAFT', 'SUBMITTED', 'PROCESSING'] };
    travel.timeline.note('        No operator API here: the case waits for an operator.');
  }
  for (const status of path.statuses.slice(2).filter((one) => one !== 'SUBMITTED' && one !== 'PROCESSING')) {
    const found = await steps.settled(customerId, round, [...new Set<CustomerStatus>([status, ...DECIDED])]);
    if (found.status !== status) {
      throw new JourneyError(`${found.status} instead of ${status}: ${JSON.stringify(found.decision)}`);
    }
    if (status === 'MISSING_INFO_REQUIRED') round = await steps.answer(customerId, found, evidence);
    if (status === 'REJECTED' && !path.retryability) round = await steps.submit(customerId, evidence);
    if (path.retryability && found.decision?.retryability !== path.retryability) {
      throw new JourneyError(`the rejection is ${found.decision?.retryability}, not ${path.retryability}`);
    }
  }
  const statuses = await checkHistory(travel, customerId, path);
  return { customerId, statuses };
}

const DECIDED: readonly CustomerStatus[] = ['MISSING_INFO_REQUIRED', 'APPROVED', 'REJECTED'];

async function createTwice({ steps, tap }: Travel, body: Body): Promise<string> {
  const created = await steps.create(body, 201);
  tap.follow(created.customerId);
  const again = await steps.create(body, 200);
  if (created.status !== 'DRAFT') throw new JourneyError(`created as ${created.status}, not DRAFT`);
  if (again.customerId !== created.customerId)
    throw new JourneyError('the same create made another customer');
  return created.customerId;
}

/** The API's timeline and the Kafka feed tell one history: the expected one, without a gap. */
async function checkHistory(
  { steps, tap, caller, timeline }: Travel,
  customerId: string,
  path: ExpectedPath,
): Promise<CustomerStatus[]> {
  const last = path.statuses.at(-1);
  await steps.look<Customer>(
    `/customers/${customerId}`,
    ({ status }) => status === last,
    ({ status }) => status,
  );
  const entries = await steps.timeline(customerId);
  const statuses = statusesOf(entries);
  if (statuses.join() !== path.statuses.join()) {
    throw new JourneyError(`went ${statuses.join(' → ')} instead of ${path.statuses.join(' → ')}`);
  }
  if (entries.some(({ sequence }, index) => sequence !== index + 1)) {
    throw new JourneyError(`sequences with a gap: ${entries.map(({ sequence }) => sequence).join()}`);
  }
  const wanted = entries.map(({ eventId }) => eventId).join();
  const fed = (): string =>
    tap
      .publicEvents(customerId)
      .map(({ eventId }) => eventId)
      .join();
  while (fed() !== wanted && caller.msLeft > 0) await sleep(50);
  if (fed() !== wanted) throw new JourneyError(`the Kafka feed isn't the timeline: ${fed()} / ${wanted}`);
  timeline.note(`        ${statuses.join(' → ')}: timeline and Kafka feed agree, 1 to ${entries.length}.`);
  return statuses;
}

function statusesOf(entries: readonly TimelineEntry[]): CustomerStatus[] {
  return entries.flatMap(({ to }) => (to === null ? [] : [to]));
}
