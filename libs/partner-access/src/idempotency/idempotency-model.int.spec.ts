import { type HttpAnswer, SignedClient } from '@oceafin/testing';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import {
  edgeDatabases,
  edgeInstance,
  newPartner,
  withClient,
  type EdgeDatabases,
} from '../../test/edge-app.spec';

type Instance = Awaited<ReturnType<typeof edgeInstance>>;

/** What a request with a fresh key comes to, and whether that is its answer for good. */
interface Outcome {
  readonly status: number;
  readonly code?: string;
  readonly stored: boolean;
  readonly effect?: boolean;
}

const OUTCOMES = {
  '{"name":"one"}': { status: 201, stored: true, effect: true },
  '{"name":"two"}': { status: 201, stored: true, effect: true },
  '{"name":"state"}': { status: 409, code: 'PARTNER_RESOURCE_STATE_INVALID', stored: true },
  '{"name":7}': { status: 422, code: 'PARTNER_VALIDATION_FAILED', stored: true },
  '{"name":"away"}': { status: 503, code: 'PARTNER_PROCESSING_UNAVAILABLE', stored: false },
  '{"name":"broken"}': { status: 500, code: 'PARTNER_INTERNAL', stored: false },
  '{"name":': { status: 400, code: 'PARTNER_REQUEST_INVALID', stored: false },
} as const satisfies Record<string, Outcome>;

type Body = keyof typeof OUTCOMES;

/** What the contract says of a client's keys. */
interface Model {
  readonly answered: Map<string, { body: Body; answer: HttpAnswer }>;
  effects: number;
}

interface Real {
  readonly send: (instance: number, key: string, body: Body) => Promise<HttpAnswer>;
  readonly effects: () => Promise<number>;
}

/** So many callers send this at once, every other one at the other instance. */
class Send implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly key: string,
    readonly body: Body,
    readonly callers: number,
  ) {}

  check = (): boolean => true;

  async run(model: Model, real: Real): Promise<void> {
    const calls = Array.from({ length: this.callers }, (_, at) => real.send(at % 2, this.key, this.body));
    const answers = await Promise.all(calls);
    const waits = answers.filter(({ text }) => text.includes('PARTNER_IDEMPOTENCY_IN_FLIGHT'));
    for (const { status, headers } of waits) expect([status, headers['retry-after']]).toEqual([409, '1']);
    const decided = answers.filter((answer) => !waits.includes(answer));
    const earlier = model.answered.get(this.key);
    if (earlier) {
      expect(decided).toHaveLength(this.callers);
      for (const answer of decided) this.judgeLater(earlier, answer);
    } else this.judgeFirst(model, decided);
    expect(await real.effects()).toBe(model.effects);
  }

  private judgeLater(earlier: { body: Body; answer: HttpAnswer }, answer: HttpAnswer): void {
    if (earlier.body !== this.body) {
      expect([answer.status, answer.json().code]).toEqual([409, 'PARTNER_IDEMPOTENCY_CONFLICT']);
    } else this.expectReplay(answer, earlier.answer);
  }

  private judgeFirst(model: Model, decided: readonly HttpAnswer[]): void {
    const outcome: Outcome = OUTCOMES[this.body];
    expect(decided.length).toBeGreaterThan(0);
    for (const answer of decided) {
      expect(answer.status).toBe(outcome.status);
      if (outcome.code) expect(answer.json().code).toBe(outcome.code);
    }
    const firsts = decided.filter(({ headers }) => headers['idempotency-replayed'] === undefined);
    if (!outcome.stored) return expect(firsts).toHaveLength(decided.length);
    expect(firsts).toHaveLength(1);
    const [answer] = firsts;
    for (const replay of decided) if (replay !== answer) this.expectReplay(replay, answer!);
    model.answered.set(this.key, { body: this.body, answer: answer! });
    if (outcome.effect) model.effects += 1;
  }

  private expectReplay(answer: HttpAnswer, first: HttpAnswer): void {
    expect([answer.status, answer.text]).toEqual([first.status, first.text]);
    expect(answer.headers['idempotency-replayed']).toBe('true');
  }

  toString = (): string => `${this.callers} × ${this.key} ${this.body}`;
}

const send = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c'),
    fc.constantFrom(...(Object.keys(OUTCOMES) as Body[])),
    fc.constantFrom(1, 1, 2, 5),
  )
  .map(([key, body, callers]) => new Send(key, body, callers));

describe('idempotency and its model', () => {
  let databases: EdgeDatabases;
  let instances: Instance[];
  let clients: SignedClient[];
  let close: () => Promise<void>;

  beforeAll(async () => {
    databases = await edgeDatabases();
    instances = await Promise.all([edgeInstance(databases), edgeInstance(databases)]);
    const { clientId, secret, administration } = await newPartner(databases, instances[0]!.baseUrl);
    clients = instances.map(({ baseUrl }) => new SignedClient({ baseUrl, clientId, secret }));
    close = () => administration.close();
  });

  afterAll(async () => {
    await Promise.all([...instances.map((instance) => instance.stop()), close()]);
    await Promise.all([databases.app.drop(), databases.access.drop()]);
  });

  it('agree after any sequence of requests by any number of callers', async () => {
    await withClient(databases.app.adminUrl, async (admin) => {
      const effects = async (): Promise<number> =>
        (await admin.query<{ n: number }>('SELECT count(*)::int AS n FROM things')).rows[0]!.n;
      await fc.assert(
        fc.asyncProperty(fc.commands([send], { maxCommands: 20 }), async (commands) => {
          const run = randomUUID();
          const before = await effects();
          const real: Real = {
            send: (instance, key, body) =>
              clients[instance]!.request({
                method: 'POST',
                path: '/things',
                body,
                idempotencyKey: `${run}-${key}`,
              }),
            effects: async () => (await effects()) - before,
          };
          await fc.asyncModelRun(() => ({ model: { answered: new Map(), effects: 0 }, real }), commands);
        }),
        { numRuns: 8, seed: 7 },
      );
    });
  });
});
