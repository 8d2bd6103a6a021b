import { IntegerText, Text } from '@oceafin/platform';
import type { CursorBinding, CursorCodec } from '@oceafin/partner-access';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** Query members of every list. */
export class PageRequest {
  @IntegerText({ min: 1, max: MAX_LIMIT, optional: true, description: 'Default 25.' })
  limit?: number;

  @Text({ max: 1000, trim: false, optional: true, description: 'nextCursor of the page before.' })
  cursor?: string;
}

export interface Page<T> {
  readonly data: T[];
  readonly nextCursor: string | null;
}

/**
 * Reads a keyset page: `read` gets the position to begin after (null at the start) and how many rows.
 * @throws Problem PARTNER_REQUEST_INVALID for a cursor of another list, partner or set of filters
 */
export async function readPage<T, P>(
  codec: CursorCodec,
  binding: CursorBinding,
  request: PageRequest,
  positionOf: (row: T) => P,
  read: (after: P | null, count: number) => Promise<T[]>,
): Promise<Page<T>> {
  const limit = request.limit ?? DEFAULT_LIMIT;
  const after = request.cursor === undefined ? null : codec.decode<P>(binding, request.cursor);
  const rows = await read(after, limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, nextCursor: more ? codec.encode(binding, positionOf(last)) : null };
}
