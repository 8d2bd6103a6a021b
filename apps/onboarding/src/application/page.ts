import { type CursorCodec, pageLimit, type PageQuery } from '@oceafin/partner-access';

export interface Page<T> {
  readonly data: T[];
  readonly nextCursor: string | null;
}

/** Cursors of operators' lists belong to no partner. */
const NO_PARTNER = '00000000-0000-0000-0000-000000000000';

/**
 * Reads a keyset page: `read` gets the position to begin after (null at the start) and how many rows.
 * @throws Problem for a cursor of another list or set of filters
 */
export async function readPage<T, P>(
  codec: CursorCodec,
  { list, filters, request }: { list: string; filters: object; request: PageQuery },
  positionOf: (row: T) => P,
  read: (after: P | null, count: number) => Promise<T[]>,
): Promise<Page<T>> {
  const binding = { list, partnerId: NO_PARTNER, filters };
  const limit = pageLimit(request);
  const after = request.cursor === undefined ? null : codec.decode<P>(binding, request.cursor);
  const rows = await read(after, limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, nextCursor: more ? codec.encode(binding, positionOf(last)) : null };
}
