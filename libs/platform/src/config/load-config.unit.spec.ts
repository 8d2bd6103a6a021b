import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from './load-config';
import { absolutePath, bool, integer, keyBytes, list, postgresUrl, str } from './validators';

const specs = {
  MODE: str({ choices: ['sandbox', 'live'] as const }),
  PORT: integer(1, 65_535)({ default: 3000 }),
  KEY: keyBytes(32)({ desc: 'key that encrypts' }),
  DB: postgresUrl(),
  BROKERS: list({ default: ['localhost:9092'] }),
  PRETTY: bool({ default: false }),
  DIR: absolutePath({ default: undefined }),
};
const key = Buffer.alloc(32, 7).toString('base64');
const good = { MODE: 'sandbox', KEY: key, DB: 'postgres://u:p@localhost/db' };

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(specs, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
  throw new Error('was accepted');
}

describe('loadConfig', () => {
  const dir = mkdtempSync(join(tmpdir(), 'config-'));
  const file = (name: string, content: string) => {
    const path = join(dir, name);
    writeFileSync(path, content);
    return path;
  };

  afterAll(() => rmSync(dir, { recursive: true }));

  it('gives typed, frozen values with defaults', () => {
    const config = loadConfig(specs, { ...good, BROKERS: 'a:1, b:2', PORT: '' });
    expect(config).toEqual({
      MODE: 'sandbox',
      PORT: 3000,
      KEY: Buffer.alloc(32, 7),
      DB: good.DB,
      BROKERS: ['a:1', 'b:2'],
      PRETTY: false,
      DIR: undefined,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reads NAME_FILE for any name, without the last line end', () => {
    const { KEY, ...rest } = good;
    expect(loadConfig(specs, { ...rest, KEY_FILE: file('key', `${KEY}\n`) }).KEY).toEqual(
      Buffer.alloc(32, 7),
    );
  });

  it('lists all that is wrong at once', () => {
    expect(
      problemsOf({ MODE: 'prod', PORT: '70000', KEY: 'c2hvcnQ=', DB: 'mysql://x', DIR: 'relative' }),
    ).toEqual([
      'MODE must be one of sandbox, live.',
      'PORT must be a whole number from 1 to 65535.',
      'KEY must be 32 bytes in base64 (key that encrypts).',
      'DB must be a URL beginning with postgres:// or postgresql://.',
      'DIR must be an absolute path.',
    ]);
    expect(problemsOf({})).toEqual([
      'MODE is missing.',
      'KEY is missing (key that encrypts).',
      'DB is missing.',
    ]);
  });

  it('names an unreadable file and a name that is given twice, once each', () => {
    const { KEY, ...rest } = good;
    expect(problemsOf({ ...rest, KEY_FILE: join(dir, 'none') })).toEqual([
      "KEY_FILE can't be read (ENOENT).",
    ]);
    expect(problemsOf({ ...rest, KEY_FILE: file('empty', '\n') })).toEqual(['KEY_FILE is empty.']);
    expect(problemsOf({ ...good, KEY_FILE: file('twice', KEY) })).toEqual([
      'KEY and KEY_FILE are both set; give one of them.',
    ]);
  });

  it('never shows a value', () => {
    const env = {
      MODE: 's3cret',
      PORT: 's3cret',
      KEY: 's3cret',
      DB: 's3cret',
      PRETTY: 's3cret',
      BROKERS: ',',
    };
    const problems = problemsOf(env);
    expect(problems).toHaveLength(6);
    expect(problems.join()).not.toContain('s3cret');
  });
});
