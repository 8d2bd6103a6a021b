import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fictional from './checks/data/fictional-screening-list.json';
import { onboardingConfig } from './config';

const key = Buffer.alloc(32).toString('base64');
const database = 'postgres://nobody@127.0.0.1:1/none';
const env = {
  ...{ DATABASE_RUNTIME_URL: database, DATABASE_WORKER_URL: database, ACCESS_DATABASE_URL: database },
  ...{ KAFKA_BROKERS: '127.0.0.1:1', HOST: '127.0.0.1', PORT: '1', MODE: 'live' },
  ...{ ACCESS_KEK: key, CURSOR_KEY: key, EVIDENCE_KEK: key },
  ...{ OPERATOR_ISSUER: 'https://operators.example', OPERATOR_AUDIENCE: 'example' },
  OPERATOR_JWKS_URL: 'https://operators.example/jwks.json',
};

describe('a screening list', () => {
  const folder = mkdtempSync(join(tmpdir(), 'screening-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (content: string) => {
    const SCREENING_LIST_FILE = join(folder, 'list.json');
    writeFileSync(SCREENING_LIST_FILE, content);
    return onboardingConfig({ ...env, SCREENING_LIST_FILE }).SCREENING_LIST;
  };
  const entry = { entryId: 'E-1', names: ['Secret Name'] };
  const list = { listVersion: '2026-11-24', fictional: false, entries: [entry] };

  it('is read at boot', () => expect(read(JSON.stringify(list))).toEqual(list));

  it.each([
    ['no JSON', '{ "listVersion": "Secret'],
    ['nothing', ''],
    ['no entries', JSON.stringify({ ...list, entries: [] })],
    ['an entry without names', JSON.stringify({ ...list, entries: [{ entryId: 'Secret' }] })],
    ['an entry twice', JSON.stringify({ ...list, entries: [entry, entry] })],
    ['an unknown member', JSON.stringify({ ...list, source: 'Secret' })],
  ])('with %s is refused at boot, without a word of what is in it', (_, content) => {
    expect(() => read(content)).toThrow(/SCREENING_LIST/);
    expect(() => read(content)).not.toThrow(/Secret/);
  });

  it('of this repository is an invented one', () => expect(fictional.fictional).toBe(true));
});
