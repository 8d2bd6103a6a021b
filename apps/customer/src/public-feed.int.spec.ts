import { randomUUID } from 'node:crypto';
import {
  CustomerApproved,
  CustomerRejected,
  CustomerSubmitted,
  type EventContract,
  FileAvailable,
  FileRejected,
  MissingInfoAnswered,
  MissingInfoRequired,
  ProcessingStarted,
  PUBLIC_EVENT_TYPES,
  RequirementsDue,
  ReverificationRequired,
  SubmissionWithdrawn,
} from '@oceafin/contracts';
import { eventually, type SignedClient } from '@oceafin/testing';
import type { Consumer } from 'kafkajs';
import { type CustomerApp, customerApp } from '../test/customer-app.spec';

interface Record_ {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly value: Payload;
}

interface Payload {
  readonly eventId: string;
  readonly eventType: string;
  readonly customer: object;
  readonly resource: { readonly resourceType: string; readonly resourceId: string };
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly sequence: number };
}

interface TimelineItem {
  readonly sequence: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reasons: { readonly code: string }[];
  readonly at: string;
}

/** Section 7 of the contract, written out apart from the code: resource and members of `data` by event type. */
const ROUND = ['sequence', 'status', 'submissionId', 'round'];
const REQUIREMENTS = [...ROUND, 'requirements'];
const DECISION = [...ROUND, 'reasons', 'retryability'];
const FILE = ['sequence', 'status', 'fileAssetId', 'documentType', 'sha256', 'reason'];
const CUSTOMER = ['sequence', 'status'];
const SECTION_7: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'customer.created': ['CUSTOMER', CUSTOMER],
  'customer.suspended': ['CUSTOMER', CUSTOMER],
  'customer.reinstated': ['CUSTOMER', CUSTOMER],
  'customer.closed': ['CUSTOMER', CUSTOMER],
  'customer.onboarding.submitted': ['SUBMISSION', ROUND],
  'customer.onboarding.processing': ['SUBMISSION', ROUND],
  'customer.onboarding.missing_info_required': ['SUBMISSION', REQUIREMENTS],
  'customer.onboarding.requirements_updated': ['SUBMISSION', REQUIREMENTS],
  'customer.onboarding.requirements_due': ['SUBMISSION', ROUND],
  'customer.onboarding.approved': ['SUBMISSION', DECISION],
  'customer.onboarding.rejected': ['SUBMISSION', DECISION],
  'customer.onboarding.withdrawn': ['SUBMISSION', ROUND],
  'customer.onboarding.reverification_required': ['SUBMISSION', REQUIREMENTS],
  'customer.onboarding.reverification_completed': ['SUBMISSION', ROUND],
  'customer.file.available': ['FILE', FILE],
  'customer.file.rejected': ['FILE', FILE],
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const PERSONAL = ['Zaphod Beeblebrox', 'two heads', 'moved to Betelgeuse', 'stole a ship'];

describe('the public feed', () => {
  let app: CustomerApp;
  let acme: SignedClient;
  let partnerId: string;
  let consumer: Consumer;
  const records: Record_[] = [];

  beforeAll(async () => {
    app = await customerApp();
    acme = await app.partner('acme');
    partnerId = await app.partnerId('acme');
    consumer = app.kafka.consumer({ groupId: `${app.prefix}feed-spec` });
    await consumer.connect();
    const topics = ['customer.events', 'partner.events', 'customer.state'];
    await consumer.subscribe({
      topics: topics.map((name) => `${app.prefix}oceafin.${name}`),
      fromBeginning: true,
    });
    await consumer.run({
      eachMessage: ({ topic, message }) => {
        const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]);
        const text = String(message.value);
        const record = {
          topic: topic.slice(app.prefix.length),
          key: String(message.key),
          headers: Object.fromEntries(headers) as Record<string, string>,
          text,
          value: JSON.parse(text) as Payload,
        };
        // What is published again is the same event: delivery is at least once.
        const place = ({ topic, key, headers }: Record_) => `${topic} ${key} ${headers['ce_keyversion']}`;
        if (!records.some((other) => place(other) === place(record))) records.push(record);
        return Promise.resolve();
      },
    });
  });
  afterAll(async () => {
    await consumer?.disconnect();
    await app?.stop();
  });

  const get = async (path: string) => (await acme.request({ method: 'GET', path })).json();

  const create = async (): Promise<string> => {
    const body = {
      partnerCustomerRef: `cust-${randomUUID()}`,
      customerType: 'INDIVIDUAL',
      displayName: 'Zaphod Beeblebrox',
      metadata: { note: 'two heads' },
    };
    return (await acme.request({ method: 'POST', path: '/customers', body })).json().customerId;
  };

  const timeline = async (customerId: string): Promise<TimelineItem[]> =>
    (await get(`/customers/${customerId}/timeline?limit=100`)).data;

  const until = (customerId: string, sequence: number) =>
    eventually(async () => expect(await timeline(customerId)).toHaveLength(sequence), { timeoutMs: 30_000 });

  const raise = (customerId: string, contract: EventContract, over: object = {}) =>
    app.onboarding.raise(contract, customerId, { customerId, partnerId, ...over });

  async function control(customerId: string, action: string): Promise<void> {
    const answer = await fetch(`${app.baseUrl}/operator/v1/customers/${customerId}/${action}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await app.operators.token('carol', 'COMPLIANCE_OFFICER')}`,
      },
      body: JSON.stringify({ reason: 'stole a ship' }),
    });
    expect(answer.status).toBe(200);
  }

  const OPERATOR_ACTS = 2;

  /** Every public event type, over two customers; an operator suspends and reinstates one. */
  async function lives(): Promise<string[]> {
    const [first, second] = [await create(), await create()];
    for (const contract of [FileAvailable, FileRejected]) {
      await app.file.raise(contract, first, { customerId: first, partnerId });
    }
    await until(first, 3);
    const approved = { status: 'APPROVED' };
    for (const [contract, over] of [
      [CustomerSubmitted],
      [ProcessingStarted],
      [MissingInfoRequired],
      [RequirementsDue],
      [MissingInfoAnswered],
      [CustomerSubmitted, { round: 2 }],
      [ProcessingStarted, { round: 2 }],
      [CustomerApproved, { round: 2 }],
      [ReverificationRequired, { round: 2 }],
      [CustomerSubmitted, { round: 3, ...approved, reverification: true }],
      [ProcessingStarted, { round: 3, ...approved }],
      [CustomerApproved, { round: 3, reverification: true }],
    ] as [EventContract, object?][]) {
      await raise(first, contract, over);
    }
    await until(first, 15);
    await control(first, 'suspend');
    await control(first, 'reinstate');
    const reason = 'moved to Betelgeuse';
    await acme.request({ method: 'POST', path: `/customers/${first}/close`, body: { reason } });
    await until(first, 18);

    await raise(second, CustomerSubmitted);
    await raise(second, SubmissionWithdrawn);
    await raise(second, CustomerSubmitted, { round: 2 });
    await raise(second, ProcessingStarted, { round: 2 });
    await raise(second, CustomerRejected, { round: 2 });
    await until(second, 6);
    return [first, second];
  }

  it('carries section 7 to the letter, for every type, and agrees with the timeline and the API', async () => {
    const customers = await lives();
    const total = 18 + 6;
    // History, feed and snapshot of each; and what an operator did, for the audit log.
    await eventually(() => expect(records).toHaveLength(3 * total + OPERATOR_ACTS), { timeoutMs: 30_000 });

    const feed = records.filter(({ topic }) => topic === 'oceafin.partner.events');
    expect(new Set(feed.map(({ value }) => value.eventType))).toEqual(new Set(PUBLIC_EVENT_TYPES));
    for (const { key, headers, value } of feed) {
      const { eventId, eventType, data } = value;
      const [resourceType, members] = SECTION_7[eventType]!;
      expect(Object.keys(value).sort()).toEqual(
        ['eventId', 'eventType', 'customer', 'resource', 'occurredAt', 'data'].sort(),
      );
      expect(value.resource).toEqual({ resourceType, resourceId: expect.any(String) });
      expect(Object.keys(data).sort()).toEqual([...members].sort());
      expect(value.occurredAt).toMatch(INSTANT);
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: eventId,
        ce_type: `com.oceafin.partner.${eventType}.v1`,
        ce_sequence: String(data.sequence),
        ce_partnerid: partnerId,
        ce_dataschema: `https://api.oceafin.com/schemas/partner/${eventType}.v1.json`,
      });
      expect(customers).toContain(key);
    }
    expect(
      feed.find(({ value }) => value.eventType.endsWith('missing_info_required'))?.value.data,
    ).toMatchObject({
      requirements: {
        added: [
          {
            requirementId: expect.any(String),
            code: 'DOCUMENT_REQUIRED',
            pointer: '/supportingDocuments',
            severity: 'BLOCKING',
            dueAt: expect.stringMatching(INSTANT),
          },
        ],
        removed: [],
        changed: [],
      },
    });

    for (const customerId of customers) {
      const customer = await get(`/customers/${customerId}`);
      const told = await timeline(customerId);
      const published = feed.filter(({ key }) => key === customerId).map(({ value }) => value);
      expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_item, index) => index + 1));
      expect(published).toEqual(
        told.map(({ sequence, eventId, eventType, at }) =>
          expect.objectContaining({
            eventId,
            eventType,
            occurredAt: at,
            customer: { customerId, partnerCustomerRef: customer.partnerCustomerRef },
            data: expect.objectContaining({ sequence }),
          }),
        ),
      );
      let status: string | null = null;
      told.forEach(({ from, to, reasons }, index) => {
        if (to !== null) expect(from).toBe(status);
        else expect(from).toBeNull();
        status = to ?? status;
        const { data } = published[index]!;
        expect(data['status']).toBe(status);
        if ('reasons' in data) expect(data['reasons']).toEqual(reasons.map(({ code }) => ({ code })));
      });
      const snapshot = records.filter(
        ({ topic, key }) => topic === 'oceafin.customer.state' && key === customerId,
      );
      expect(snapshot.map(({ value }) => (value as unknown as { sequence: number }).sequence)).toEqual(
        told.map(({ sequence }) => sequence),
      );
      const { partnerCustomerRef, customerType, updatedAt, sequence } = customer;
      expect(snapshot.at(-1)?.value).toEqual({
        customerId,
        partnerId,
        partnerCustomerRef,
        customerType,
        status: customer.status,
        sequence,
        updatedAt,
      });
    }
  });

  it('has no personal data and no free text on any topic, neither in values nor in headers', () => {
    const all = records.map(({ text, headers }) => text + JSON.stringify(headers)).join('\n');
    expect(all.length).toBeGreaterThan(10_000);
    for (const text of PERSONAL) expect(all).not.toContain(text);
  });
});
