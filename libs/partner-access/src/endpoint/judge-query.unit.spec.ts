import type { Problem } from '@oceafin/platform';
import { judgeQuery } from './judge-query';
import { pageLimit, PageQuery } from './page-query';

const detail = (target: string): string => {
  try {
    judgeQuery(target, PageQuery);
  } catch (error) {
    expect(error).toMatchObject({ code: 'PARTNER_REQUEST_INVALID', status: 400, errors: [] });
    return (error as Problem).detail;
  }
  throw new Error('not refused');
};

describe('the query', () => {
  it('is read by its DTO', () => {
    expect(judgeQuery('/x?limit=7&cursor=abc', PageQuery)).toMatchObject({ limit: '7', cursor: 'abc' });
    expect(judgeQuery('/x', PageQuery)).toEqual({});
    expect(judgeQuery('/x?', PageQuery)).toEqual({});
    expect(pageLimit({})).toBe(25);
    expect(pageLimit({ limit: '100' })).toBe(100);
  });

  it.each([
    ['/x?other=1', 'other is not known here'],
    ['/x?__proto__=1', '__proto__ is not known here'],
    ['/x??limit=1', '?limit is not known here'],
    ['/x?limit=1&limit=1', 'more than once'],
    ['/x?limit=1&%6cimit=1', 'more than once'],
    ['/x?cursor=%zz', 'percent-encoded'],
    ['/x?cursor=%ff', 'percent-encoded'],
    ['/x?limit=0', 'limit'],
    ['/x?limit=101', 'limit'],
    ['/x?limit=1.0', 'limit'],
    ['/x?limit=', 'limit'],
    ['/x?limit=%2010', 'limit'],
  ])('is refused: %s', (target, why) => {
    expect(detail(target)).toContain(why);
  });

  it('is refused altogether on a route without one', () => {
    expect(() => judgeQuery('/x?a=1')).toThrow('a is not known here');
  });
});
