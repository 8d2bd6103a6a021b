import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { backoff } from './backoff';
import { classifyFailure, describeFailure, MessagePermanentError, MessageTransientError } from './failure';

const coded = (message: string, code?: string) => Object.assign(new Error(message), { code });

describe('classifyFailure', () => {
  it.each([
    ['a refused connection', coded('connect', 'ECONNREFUSED')],
    [
      'a server that shuts down',
      new QueryFailedError('SELECT 1', [], coded('terminating connection', '57P01')),
    ],
    ['too many connections', new QueryFailedError('SELECT 1', [], coded('sorry', '53300'))],
    ['a lost connection', coded('Connection terminated unexpectedly')],
    ['a connection lost amid a transaction', new QueryRunnerAlreadyReleasedError()],
    ['an exhausted pool', coded('timeout exceeded when trying to connect')],
  ])('waits for infrastructure: %s', (_name, error) => {
    expect(classifyFailure(error)).toBe('INFRASTRUCTURE');
  });

  it('tries other errors again', () => {
    expect(classifyFailure(new QueryFailedError('INSERT', [], coded('deadlock', '40P01')))).toBe('TRANSIENT');
    expect(classifyFailure(new MessageTransientError('LATER'))).toBe('TRANSIENT');
    expect(classifyFailure(new TypeError('bug'))).toBe('TRANSIENT');
    expect(classifyFailure('not even an error')).toBe('TRANSIENT');
  });

  it('parks what says so at once', () => {
    expect(classifyFailure(new MessagePermanentError('POISON'))).toBe('PERMANENT');
  });
});

describe('describeFailure', () => {
  it('tells class and code, never the text', () => {
    expect(describeFailure(new MessagePermanentError('POISON', 'Jane Doe'))).toEqual({
      errorClass: 'MessagePermanentError',
      errorCode: 'POISON',
    });
    expect(describeFailure(undefined)).toEqual({ errorClass: 'UnknownError', errorCode: 'UNEXPECTED_ERROR' });
  });
});

describe('backoff', () => {
  it('grows to its ceiling and keeps at least half of it', () => {
    for (let attempt = 1; attempt < 40; attempt += 1) {
      const ceiling = Math.min(5_000, 100 * 2 ** (attempt - 1));
      const delay = backoff(attempt, { baseMs: 100, maxMs: 5_000 });
      expect(delay).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
      expect(delay).toBeLessThanOrEqual(ceiling);
    }
  });
});
