import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster';
import type { Acknowledged } from '../load/acknowledged';
import type { Evidence, Messaging } from './evidence';
import { checkQuiet } from './log-checks';
import { readAccess, readAnswers } from './read-access';
import { readApi } from './read-api';
import { readCustomers, readFiles, readMessaging, readOnboarding } from './read-databases';
import { readLog } from './read-log';

const APPS = ['customer', 'file', 'onboarding'] as const;

/**
 * Waits until nothing is under way any more; what still is when the time is over is for the audit to blame.
 * @param foreignKeys that no outbox numbered: what is parked of them stays
 */
export async function untilQuiet(
  cluster: Cluster,
  patienceMs: number,
  foreignKeys: ReadonlySet<string> = new Set(),
): Promise<number> {
  const began = Date.now();
  const urlOf = (app: (typeof APPS)[number]): string => cluster.adminUrl(app);
  for (;;) {
    const all = await Promise.all(APPS.map((app) => readMessaging(app, urlOf)));
    const messaging = all.map((one) => withoutKeys(one, foreignKeys));
    const evidence = { messaging, onboarding: await readOnboarding(urlOf), file: await readFiles(urlOf) };
    if (checkQuiet(evidence as unknown as Evidence).length === 0) return Date.now() - began;
    if (Date.now() - began > patienceMs) return Date.now() - began;
    await sleep(1_000);
  }
}

export function withoutKeys(messaging: Messaging, keys: ReadonlySet<string>): Messaging {
  const own = ({ key }: { key: string }): boolean => !keys.has(key);
  return {
    ...messaging,
    parked: messaging.parked.filter(own),
    inboxHeads: messaging.inboxHeads.filter(own),
    outboxHeads: messaging.outboxHeads.filter(own),
  };
}

/** Reads everything there is to compare. */
export async function collect(cluster: Cluster, acknowledged: Acknowledged): Promise<Evidence> {
  const urlOf = (app: (typeof APPS)[number]): string => cluster.adminUrl(app);
  const customers = [...acknowledged.customers.values()];
  // Nonces first: reading goes on for so long that the product may forget some.
  const spent = acknowledged.recentNonces();
  const access = await readAccess(cluster.adminUrl('partner_access'));
  return {
    ...{ acknowledged: customers, answered: acknowledged.answered, spent, access },
    answers: (await Promise.all(APPS.map((app) => readAnswers(app, urlOf(app))))).flat(),
    api: await readApi(cluster.partner, customers),
    log: await readLog(cluster.brokerAddresses),
    messaging: await Promise.all(APPS.map((app) => readMessaging(app, urlOf))),
    customer: await readCustomers(urlOf),
    file: await readFiles(urlOf),
    onboarding: await readOnboarding(urlOf),
  };
}
