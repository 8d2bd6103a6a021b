import { Text } from '@oceafin/platform';

const DEFAULT_LIMIT = 25;

/** Query of a cursor page; a list's own query DTO extends it with its filters. */
export class PageQuery {
  @Text({
    optional: true,
    pattern: /^([1-9]\d?|100)$/,
    trim: false,
    description: 'Items of a page: 1 to 100, default 25.',
  })
  limit?: string;

  @Text({
    optional: true,
    pattern: /^[A-Za-z0-9_-]+$/,
    max: 2048,
    trim: false,
    description: '`nextCursor` of the page before.',
  })
  cursor?: string;
}

/** The page's number of items. */
export function pageLimit(query: PageQuery): number {
  return query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);
}
