import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CustomerStatus } from '@oceafin/contracts';
import { answerTo, openRequirements, type Requirement } from './answers';
import type { Body, NamedDocument } from './bodies';
import { type Caller, JourneyError } from './caller';
import { type Document, pdf, png } from './documents';

export interface Customer {
  readonly customerId: string;
  readonly status: CustomerStatus;
}

/** The case of section 6, as far as the journey reads it. */
export interface OnboardingCase {
  readonly status: CustomerStatus;
  readonly round: number;
  readonly requirements: readonly Requirement[];
  readonly decision: { readonly outcome: string; readonly retryability: string | null } | null;
}

export interface TimelineEntry {
  readonly sequence: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly to: CustomerStatus | null;
}

const PAUSE_MS = 150;

/** What a partner does, one method per act. */
export class PartnerSteps {
  constructor(private readonly caller: Caller) {}

  async create(body: Body, expect: number): Promise<Customer> {
    const tell = (customer: Customer): string => `${customer.status}${expect === 200 ? ' (the same)' : ''}`;
    const answer = await this.caller.partner({
      method: 'POST',
      path: '/customers',
      body,
      expect: [expect],
      tell: (created) => tell(created.json<Customer>()),
    });
    return answer.json<Customer>();
  }

  /** Hands in a generated document and waits until it is AVAILABLE. */
  async upload(customerId: string, documentType: string): Promise<NamedDocument> {
    const document = documentOf(documentType);
    const tell = ({ status }: { status: string }): string => `${clipped(documentType)} ${status}`;
    const path = `/customers/${customerId}/files`;
    const answer = await this.caller.partner({
      method: 'POST',
      path,
      upload: { documentType, ...document, sha256: createHash('sha256').update(document.file).digest('hex') },
      expect: [201],
      tell: (stored) => tell(stored.json<{ status: string }>()),
    });
    const { fileAssetId, ...stored } = answer.json<{ fileAssetId: string; status: string }>();
    await this.look<{ status: string; reason: string | null }>(
      `${path}/${fileAssetId}`,
      ({ status, reason }) => {
        if (status === 'REJECTED') throw new JourneyError(`the ${documentType} was REJECTED: ${reason}`);
        return status === 'AVAILABLE';
      },
      tell,
      tell(stored),
    );
    return { documentType, fileAssetId };
  }

  async submit(customerId: string, body: Body): Promise<number> {
    const answer = await this.caller.partner({
      method: 'POST',
      path: `/customers/${customerId}/onboarding`,
      body,
      expect: [202],
      tell: (accepted) => {
        const { status, round } = accepted.json<{ status: string; round: number }>();
        return `${status} round ${round}`;
      },
    });
    return answer.json<{ round: number }>().round;
  }

  /** Waits until the round has come to one of the statuses. */
  async settled(
    customerId: string,
    round: number,
    statuses: readonly CustomerStatus[],
  ): Promise<OnboardingCase> {
    return this.look<OnboardingCase>(
      `/customers/${customerId}/onboarding`,
      (found) => found.round >= round && statuses.includes(found.status),
      (found) => `${found.status} round ${found.round}`,
      `SUBMITTED round ${round}`,
    );
  }

  /** Answers everything that blocks; gives the round that begins with it. */
  async answer(customerId: string, found: OnboardingCase, evidence: Body): Promise<number> {
    const open = openRequirements(found.requirements);
    if (open.length !== 1) {
      const codes = found.requirements.map(({ code, pointer, status }) => `${code} ${pointer} ${status}`);
      throw new JourneyError(`expected one open requirement, got ${open.length}: ${codes.join('; ')}`);
    }
    const answers = [];
    for (const requirement of open) {
      const upload = async (type: string): Promise<string> =>
        (await this.upload(customerId, type)).fileAssetId;
      answers.push(await answerTo(requirement, upload));
    }
    const answer = await this.caller.partner({
      method: 'POST',
      path: `/customers/${customerId}/onboarding/additional-info`,
      body: { answers, partnerAttestation: evidence.partnerAttestation },
      expect: [202],
      tell: (accepted) => {
        const { status, openRequirements: left } = accepted.json<{
          status: string;
          openRequirements: number;
        }>();
        return `${status}, ${left} open`;
      },
    });
    return answer.json<{ round: number }>().round;
  }

  async timeline(customerId: string): Promise<TimelineEntry[]> {
    const answer = await this.caller.partner({
      method: 'GET',
      path: `/customers/${customerId}/timeline?limit=100`,
      expect: [200],
      tell: (page) => `${page.json<{ data: unknown[] }>().data.length} events`,
    });
    return answer.json<{ data: TimelineEntry[] }>().data;
  }

  /**
   * Reads until it is as wanted; a line is shown whenever what it tells changes.
   * @param alreadyTold what was last shown of it
   */
  async look<T>(
    path: string,
    isReached: (found: T) => boolean,
    tell: (found: T) => string,
    alreadyTold = '',
  ): Promise<T> {
    let lastTold = alreadyTold;
    while (this.caller.msLeft > 0) {
      const answer = await this.caller.partner({ method: 'GET', path, expect: [200], quiet: true });
      const found = answer.json<T>();
      const told = tell(found);
      if (told !== lastTold) this.caller.show({ method: 'GET', path, status: 200, note: told });
      lastTold = told;
      if (isReached(found)) return found;
      await sleep(PAUSE_MS);
    }
    throw new JourneyError(`GET ${path}: still ${lastTold} at the deadline`);
  }
}

/** Short enough for its column. */
function clipped(documentType: string): string {
  return documentType.length > 16 ? `${documentType.slice(0, 15)}…` : documentType;
}

/** An image where people photograph, a PDF where they print. */
function documentOf(documentType: string): Document {
  const name = documentType.toLowerCase().replaceAll('_', '-');
  if (['PASSPORT', 'NATIONAL_ID', 'DRIVING_LICENCE', 'SELFIE'].includes(documentType))
    return png(`${name}.png`);
  return pdf(`${name}.pdf`, `Specimen: ${name}, ${randomUUID()}`);
}
