import { Writable } from 'node:stream';
import { QueryFailedError } from 'typeorm';
import { RequestContext } from '../context/request-context';
import { AppLogger } from './app-logger';

type Line = Record<string, unknown>;

describe('AppLogger', () => {
  const lines: Line[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Line);
      done();
    },
  });
  const logger = new AppLogger({ name: 'customer', destination: sink });
  const logged = (write: () => void): Line => {
    lines.length = 0;
    write();
    expect(lines).toHaveLength(1);
    return lines[0] ?? {};
  };

  it('writes structured lines with the context that Nest gives', () => {
    expect(logged(() => logger.log('Listening', 'Bootstrap'))).toMatchObject({
      level: 'info',
      app: 'customer',
      message: 'Listening',
      context: 'Bootstrap',
    });
    expect(logged(() => logger.warn({ message: 'Waiting', attempt: 2 }, 'Database'))).toMatchObject({
      level: 'warn',
      message: 'Waiting',
      attempt: 2,
      context: 'Database',
    });
  });

  it('carries the ids of the request', () => {
    const context = { requestId: 'r1', correlationId: 'c1' };
    const line = logged(() =>
      RequestContext.run(context, () => {
        RequestContext.set({ clientId: 'client_acme' });
        logger.log('x');
      }),
    );
    expect(line).toMatchObject({ requestId: 'r1', correlationId: 'c1', clientId: 'client_acme' });
  });

  it('redacts secrets that somebody logs after all', () => {
    const line = logged(() =>
      logger.log({
        message: 'x',
        clientSecret: 's3cret',
        client: { secret: 's3cret', password: 's3cret' },
        request: { headers: { authorization: 's3cret', 'x-partner-signature': 's3cret' } },
      }),
    );
    expect(JSON.stringify(line)).not.toContain('s3cret');
  });

  it('keeps the values of a failed query out', () => {
    const driver = Object.assign(new Error('invalid input syntax for type uuid: "Ada Lovelace"'), {
      code: '22P02',
      detail: 'Key (name)=(Ada Lovelace) already exists.',
      table: 'customers',
    });
    const failed = new QueryFailedError('INSERT INTO customers VALUES ($1)', ['Ada Lovelace'], driver);
    const line = logged(() =>
      logger.error({ message: 'A request failed', err: new Error('outer', { cause: failed }) }),
    );
    expect(JSON.stringify(line)).not.toContain('Lovelace');
    expect(line.err).toMatchObject({
      message: 'outer',
      stack: expect.stringMatching(/^at /),
      cause: { type: 'QueryFailedError', code: '22P02', message: 'database error 22P02 customers' },
    });
  });

  it('takes an Error as message and a stack as text', () => {
    expect(logged(() => logger.error(new TypeError('no'), 'Ctx'))).toMatchObject({
      message: 'no',
      context: 'Ctx',
      err: { type: 'TypeError' },
    });
    const line = logged(() => logger.error('failed', 'Error: s3cret\n    at f (a.js:1:1)', 'Ctx'));
    expect(line).toMatchObject({ message: 'failed', context: 'Ctx', stack: 'at f (a.js:1:1)' });
  });
});
