import { CursorCodec } from '@oceafin/partner-access';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { type LedgerFixture, ledgerFixture, newCustomer } from '../../test/ledger-fixture.spec';
import type { CustomerFilters, CustomerPosition, CustomerView } from '../ports';
import { readPage } from './page';

/** Customers that are created while the walk is before its page `page`, without waiting for them. */
interface Arrival {
  readonly page: number;
  readonly customerType: 'INDIVIDUAL' | 'CORPORATE';
}

const customerType = fc.constantFrom('INDIVIDUAL' as const, 'CORPORATE' as const);
const walks = fc.record({
  there: fc.array(customerType, { maxLength: 12 }),
  arriving: fc.array(fc.record({ page: fc.nat(5), customerType }), { maxLength: 12 }),
  limit: fc.integer({ min: 1, max: 5 }),
  filters: fc.constantFrom<CustomerFilters>({}, { customerType: 'CORPORATE' }, { status: 'DRAFT' }),
});

const fits = ({ customerType: wanted }: CustomerFilters, type: string): boolean =>
  wanted === undefined || wanted === type;
const positionOf = ({ createdAt, customerId }: CustomerView): CustomerPosition => [createdAt, customerId];

describe('a walk along cursors while customers are created', () => {
  let fixture: LedgerFixture;
  const codec = new CursorCodec({ cursorKey: Buffer.alloc(32, 1) });

  beforeAll(async () => {
    fixture = await ledgerFixture();
  });
  afterAll(() => fixture?.stop());

  const create = async (partnerId: string, type: 'INDIVIDUAL' | 'CORPORATE'): Promise<string> => {
    const customer = newCustomer(partnerId, { customerType: type });
    await fixture.asPartner(partnerId, (tx) => fixture.ledger.open(tx, customer, null));
    return customer.customerId;
  };

  async function walk(
    partnerId: string,
    { filters, limit }: { filters: CustomerFilters; limit: number },
    beforePage: (page: number) => void,
  ): Promise<CustomerView[]> {
    const seen: CustomerView[] = [];
    let cursor: string | undefined;
    for (let page = 0; ; page += 1) {
      beforePage(page);
      const binding = { list: 'customers', partnerId, filters };
      const { data, nextCursor } = await fixture.asPartner(partnerId, (tx) =>
        readPage(codec, binding, { limit: String(limit), cursor }, positionOf, (after, count) =>
          fixture.reader.page(tx, partnerId, filters, after, count),
        ),
      );
      expect(data.length).toBeLessThanOrEqual(limit);
      seen.push(...data);
      if (nextCursor === null) return seen;
      cursor = nextCursor;
    }
  }

  it('meets everyone who was there once, in order, and nobody twice', async () => {
    await fc.assert(
      fc.asyncProperty(walks, async ({ there, arriving, limit, filters }) => {
        const partnerId = randomUUID();
        const before = await Promise.all(
          there.map(async (type) => ({ type, id: await create(partnerId, type) })),
        );
        const arrivals: Promise<string>[] = [];
        const arrive = (page: number): void => {
          const now = arriving.filter((one: Arrival) => one.page === page);
          arrivals.push(...now.map((one) => create(partnerId, one.customerType)));
        };
        const seen = await walk(partnerId, { filters, limit }, arrive);
        const created = new Set(await Promise.all(arrivals));
        const ids = seen.map(({ customerId }) => customerId);
        expect(new Set(ids).size).toBe(ids.length);
        const expected = before.filter(({ type }) => fits(filters, type)).map(({ id }) => id);
        expect(ids.filter((id) => !created.has(id)).sort()).toEqual(expected.sort());
        const keys = seen.map((view) => positionOf(view).join());
        expect(keys).toEqual([...keys].sort());
        expect(seen.every((view) => fits(filters, view.customerType))).toBe(true);
      }),
      { numRuns: 12, seed: 7 },
    );
  });
});
