import * as customerApp from '../../apps/customer/src/domain';
import * as onboardingApp from '../../apps/onboarding/src/domain';
import { commandsFor } from '../../tools/case-docs/commands';

const ids = {
  customerId: '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11',
  partnerId: '0b9c5a52-7c0f-4f0a-9e63-51b7a4b1a001',
};
const START = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

const CONTROLS: readonly customerApp.CustomerCommand[] = [
  { kind: 'suspend' },
  { kind: 'reinstate' },
  { kind: 'suspend' },
  { kind: 'reinstate' },
  { kind: 'close', reason: 'PARTNER_REQUEST' },
];
const MASKS: Record<string, onboardingApp.Control> = { SUSPENDED: 'SUSPENDED', CLOSED: 'CLOSED' };

/** Both apps' pure domains, and the events that are on their way from one to the other, each in its order. */
export class TwoApps {
  case = onboardingApp.newCase({
    ...ids,
    caseId: '1c7e1d0a-6c55-4b7e-8a52-9f6f0b6f0c01',
    customerType: 'INDIVIDUAL',
  });
  customer: customerApp.Customer;
  readonly statuses: string[] = [];
  private readonly toCustomer: onboardingApp.Told[] = [];
  private readonly toCase: onboardingApp.Control[] = [];
  private now = START;
  private count = 0;

  constructor() {
    const create = { kind: 'create', customerId: ids.customerId, partnerCustomerRef: 'ref' } as const;
    this.customer = customerApp.replay(customerApp.decide(null, create, this.stamp()))!;
  }

  /** One step of a schedule: a command somewhere, an event that arrives, or time that passes. */
  step(choice: number): void {
    const which = Math.floor(choice / 16);
    const kind = choice % 16;
    this.now += 1;
    if (kind < 8) this.commandCase(which);
    else if (kind < 10) this.control(CONTROLS[which % CONTROLS.length]!);
    else if (kind < 13) this.tellCustomer();
    else if (kind < 15) this.tellCase();
    else this.now += (which % 40) * DAY_MS;
  }

  /** Everything on its way arrives. */
  settle(): void {
    while (this.tellCase() || this.tellCustomer());
  }

  private commandCase(which: number): void {
    const due = new Date(this.now + 20 * DAY_MS).toISOString();
    const commands = commandsFor(this.case, due);
    const ground = { at: this.at(), newId: () => this.id(), requirementId: (key: string) => key };
    try {
      this.changeCase(onboardingApp.decide(this.case, commands[which % commands.length]!, ground));
    } catch (error) {
      // What the domain refuses is no step.
      if (error instanceof TypeError) throw error;
    }
  }

  private changeCase(events: readonly onboardingApp.CaseEvent[]): void {
    for (const event of events) {
      this.case = onboardingApp.evolve(this.case, event);
      const told = onboardingApp.told(event, this.case);
      if (told) this.toCustomer.push(told);
    }
  }

  private control(command: customerApp.CustomerCommand): void {
    try {
      this.record(command);
    } catch (error) {
      if (!(error instanceof customerApp.ActionNotAllowedError)) throw error;
      return;
    }
    this.toCase.push(MASKS[this.customer.status] ?? 'NONE');
  }

  private tellCustomer(): boolean {
    const told = this.toCustomer.shift();
    if (!told) return false;
    const name = told.contract.type.split('.').at(-2) as keyof typeof customerApp.onboardingFacts;
    // Checks are told too, and are no part of the public history.
    const factOf = customerApp.onboardingFacts[name] as
      ((data: object) => customerApp.OnboardingFact) | undefined;
    if (factOf) this.record(factOf(told.data));
    return true;
  }

  private tellCase(): boolean {
    const control = this.toCase.shift();
    if (!control) return false;
    const ground = { at: this.at(), newId: () => this.id(), requirementId: (key: string) => key };
    this.changeCase(onboardingApp.decide(this.case, { type: 'SetControl', control }, ground));
    return true;
  }

  private record(input: customerApp.CustomerInput): void {
    for (const entry of customerApp.decide(this.customer, input, this.stamp())) {
      this.customer = customerApp.evolve(this.customer, entry);
      this.statuses.push(this.customer.status);
    }
  }

  private at(): string {
    return new Date(this.now).toISOString();
  }

  private id(): string {
    return `id-${(this.count += 1)}`;
  }

  private stamp(): customerApp.Stamp {
    return { eventId: this.id(), at: this.at() };
  }
}
