import { Controller, Get, Module, Post, type DynamicModule } from '@nestjs/common';
import type { OperatorRole } from '@oceafin/contracts';
import { idempotencySchemaSql, PartnerMarks } from '@oceafin/partner-access';
import { createApp, DatabaseModule, Problem, Text } from '@oceafin/platform';
import { exchange, testDatabase, type HttpAnswer, type TestDatabase } from '@oceafin/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { writeFileSync } from 'node:fs';
import { Client } from 'pg';
import {
  AuditLog,
  brokenLink,
  Operator,
  OperatorAccessModule,
  operatorAuditSchemaSql,
  OperatorCall,
  OperatorEndpoint,
  type OperatorReply,
} from '.';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'operators';
const CASE = '5f0c7c1e-6b1f-4a53-9c34-0d2f8a3f9e11';

class NoteRequest {
  @Text({ max: 10 })
  rationale!: string;
}

@Controller('operator/v1/cases/:caseId')
class CasesController {
  constructor(private readonly audit: AuditLog) {}

  @Get()
  @OperatorEndpoint({ roles: ['REVIEWER', 'AUDITOR'] })
  async view(@Operator() operator: Operator, @OperatorCall() call: OperatorCall): Promise<OperatorReply> {
    await this.audit.record(call.tx, { operator, action: 'case.view', caseId: call.params.caseId });
    return { status: 200, body: { operator } };
  }

  @Post('notes')
  @OperatorEndpoint({ roles: ['REVIEWER'], body: NoteRequest })
  async note(@OperatorCall() call: OperatorCall<NoteRequest>): Promise<OperatorReply> {
    const { operator, body, tx } = call;
    await this.audit.record(tx, { operator, action: 'case.note', detail: { rationale: body.rationale } });
    if (body.rationale === 'state') throw new Problem('OPERATOR_STATE_INVALID');
    return { status: 201, body: { at: call.now } };
  }
}

const marks: object[] = [];

/** Stands in for the access database. */
@Module({})
class MarksModule {
  static recording(): DynamicModule {
    const recorder = { set: (_partnerId: string, mark: object) => void marks.push(mark) };
    const provider = { provide: PartnerMarks, useValue: recorder };
    return { module: MarksModule, global: true, providers: [provider], exports: [PartnerMarks] };
  }
}

describe('the operator edge', () => {
  const folder = mkdtempSync(join(tmpdir(), 'operators-'));
  let database: TestDatabase;
  let admin: Client;
  let key: CryptoKey;
  let origin: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    database = await testDatabase('onboarding', { empty: true });
    admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
    for (const statement of [
      ...idempotencySchemaSql({ runtimeRole: 'onboarding_runtime', workerRole: 'onboarding_worker' }),
      ...operatorAuditSchemaSql({ workerRole: 'onboarding_worker' }),
    ]) {
      await admin.query(statement);
    }
    const pair = await generateKeyPair('EdDSA', { extractable: true });
    key = pair.privateKey;
    const jwksFile = join(folder, 'jwks.json');
    writeFileSync(
      jwksFile,
      JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' }] }),
    );
    const module = class OperatorsModule {};
    Module({
      imports: [
        DatabaseModule.forRoot({ runtimeUrl: database.runtimeUrl, workerUrl: database.workerUrl }),
        MarksModule.recording(),
        OperatorAccessModule.forRoot({ issuer: ISSUER, audience: AUDIENCE, jwksFile }),
      ],
      controllers: [CasesController],
    })(module);
    const app = await createApp({ name: 'onboarding', module, logger: { level: 'fatal' } });
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
    stop = () => app.close();
  });

  afterAll(async () => {
    await stop();
    await admin.end();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const token = (
    roles: unknown,
    change: (jwt: SignJWT) => SignJWT = (jwt) => jwt,
    signer: CryptoKey | Uint8Array = key,
    kid = 'k1',
  ) =>
    change(
      new SignJWT({ roles, name: 'Rita' })
        .setProtectedHeader({ alg: signer instanceof Uint8Array ? 'HS256' : 'EdDSA', kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject('s1')
        .setExpirationTime('1h'),
    ).sign(signer);

  const call = (
    authorization: string | undefined,
    rest: { target?: string; body?: unknown; key?: string } = {},
  ): Promise<HttpAnswer> => {
    const body = Buffer.from(rest.body === undefined ? '' : JSON.stringify(rest.body));
    return exchange({
      origin,
      method: rest.body === undefined ? 'GET' : 'POST',
      target: rest.target ?? `/operator/v1/cases/${CASE}${rest.body === undefined ? '' : '/notes'}`,
      headers: {
        authorization,
        'idempotency-key': rest.key,
        ...(rest.body !== undefined && {
          'content-type': 'application/json',
          'content-length': String(body.length),
        }),
      },
      body,
      timeoutMs: 30_000,
    });
  };

  const as = async (role: OperatorRole, rest = {}) => call(`Bearer ${await token([role])}`, rest);

  it('knows the operator by the token', async () => {
    const answer = await as('REVIEWER');
    expect([answer.status, answer.json()]).toEqual([
      200,
      { operator: { name: 'Rita', role: 'REVIEWER', subject: 's1' } },
    ]);
    expect((await call(`bearer ${await token('AUDITOR')}`)).json().operator.role).toBe('AUDITOR');
  });

  it('refuses what is no good token', async () => {
    const other = (await generateKeyPair('EdDSA')).privateKey;
    const tokens = [
      undefined,
      '',
      'Basic abc',
      'Bearer x.y.z',
      'Bearer eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJSRVZJRVdFUiJdfQ.',
      `Bearer ${await token(['REVIEWER'], (jwt) => jwt.setIssuer('https://other.example'))}`,
      `Bearer ${await token(['REVIEWER'], (jwt) => jwt.setAudience('partners'))}`,
      `Bearer ${await token(['REVIEWER'], (jwt) => jwt.setExpirationTime('1h ago'))}`,
      `Bearer ${await token(['REVIEWER'], (jwt) => jwt.setNotBefore('1h'))}`,
      `Bearer ${await token(['REVIEWER'], (jwt) => jwt, other)}`,
      `Bearer ${await token(['REVIEWER'], (jwt) => jwt, Buffer.alloc(32))}`,
      `Bearer ${await token(['REVIEWER'], (jwt) => jwt, key, 'unknown')}`,
    ];
    for (const each of tokens) {
      const answer = await call(each);
      expect([each, answer.status, answer.json().code]).toEqual([each, 401, 'OPERATOR_AUTH_FAILED']);
    }
  });

  it('refuses roles that may not; a senior reviewer may all that a reviewer may', async () => {
    expect((await as('SENIOR_REVIEWER')).status).toBe(200);
    expect((await as('COMPLIANCE_OFFICER')).json().code).toBe('OPERATOR_ROLE_DENIED');
    expect((await as('AUDITOR', { body: { rationale: 'x' } })).json().code).toBe('OPERATOR_ROLE_DENIED');
    expect((await call(`Bearer ${await token(['OWNER'])}`)).status).toBe(403);
    expect((await call(`Bearer ${await token({ REVIEWER: true })}`)).status).toBe(403);
  });

  it('judges the content in its own codes', async () => {
    const codes = await Promise.all(
      [
        { target: '/operator/v1/cases/x' },
        { target: `/operator/v1/cases/${CASE}?a=1` },
        { target: '/operator/v1/none' },
        { body: { rationale: 1 } },
        { body: [] },
      ].map(async (rest) => (await as('REVIEWER', rest)).json().code),
    );
    expect(codes).toEqual([
      'OPERATOR_REQUEST_INVALID',
      'OPERATOR_REQUEST_INVALID',
      'OPERATOR_RESOURCE_NOT_FOUND',
      'OPERATOR_VALIDATION_FAILED',
      'OPERATOR_VALIDATION_FAILED',
    ]);
  });

  it('honours a key where one is given', async () => {
    const first = await as('REVIEWER', { body: { rationale: 'a' }, key: 'k' });
    const again = await as('REVIEWER', { body: { rationale: 'a' }, key: 'k' });
    expect(first.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await as('REVIEWER', { body: { rationale: 'b' }, key: 'k' })).status).toBe(409);
    expect((await as('REVIEWER', { body: { rationale: 'a' }, key: 'with blank' })).json().code).toBe(
      'OPERATOR_REQUEST_INVALID',
    );
    const refused = await as('REVIEWER', { body: { rationale: 'state' }, key: 's' });
    expect(refused.json().code).toBe('OPERATOR_STATE_INVALID');
    expect((await as('REVIEWER', { body: { rationale: 'state' }, key: 's' })).text).toBe(refused.text);
  });

  it('chains every act, without forks under races, and nothing of what was rolled back', async () => {
    await Promise.all(Array.from({ length: 20 }, () => as('REVIEWER', { body: { rationale: 'race' } })));
    const { rows } = await admin.query(
      `SELECT audit_id::int AS "auditId", to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
              operator, subject, role, action, case_id AS "caseId", customer_id AS "customerId", detail, hash
         FROM operator_audit ORDER BY audit_id`,
    );
    expect(rows.filter(({ detail }) => detail.rationale === 'race')).toHaveLength(20);
    expect(rows.some(({ detail }) => detail.rationale === 'state')).toBe(false);
    expect(brokenLink(rows)).toBeUndefined();
  });

  it('lets the worker role add to the audit and never change it', async () => {
    const worker = new Client({ connectionString: database.workerUrl });
    await worker.connect();
    await expect(worker.query('DELETE FROM operator_audit')).rejects.toThrow('permission denied');
    await expect(worker.query(`UPDATE operator_audit SET action = 'x'`)).rejects.toThrow('permission denied');
    await worker.end();
  });
});
