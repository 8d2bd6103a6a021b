import { Controller, Delete, Get, Post } from '@nestjs/common';
import { Problem, Text } from '@oceafin/platform';
import {
  Call,
  CursorCodec,
  pageLimit,
  PageQuery,
  PartnerEndpoint,
  reply,
  type PartnerCall,
  type PartnerReply,
} from '../src';

export class ThingRequest {
  @Text({ max: 20 })
  name!: string;

  @Text({ optional: true })
  colour?: string;
}

export class ThingQuery extends PageQuery {
  @Text({ optional: true })
  name?: string;
}

/** How many handlers are in work; a spec may hold them. */
export const gate = { entered: 0, hold: Promise.resolve() };

const insert = (call: PartnerCall, name: string) =>
  call.tx.query(`INSERT INTO things (partner_id, name) VALUES ($1, $2)`, [call.client.partnerId, name]);

/** Routes of every kind the edge knows. */
@Controller('partner/v1')
export class ThingsController {
  constructor(private readonly cursors: CursorCodec) {}

  @Get('things')
  @PartnerEndpoint({ scope: 'customers:read', query: ThingQuery })
  async list(@Call() { tx, query, client }: PartnerCall<unknown, ThingQuery>): Promise<PartnerReply> {
    // Without a WHERE: row-level security alone keeps other partners' rows away.
    const rows = await tx.query<{ name: string }[]>(`SELECT name FROM things ORDER BY name`);
    const binding = { list: 'things', partnerId: client.partnerId, filters: { name: query.name } };
    const after = query.cursor ? this.cursors.decode<string>(binding, query.cursor) : '';
    const data = rows.filter(({ name }) => name > after).slice(0, pageLimit(query));
    return reply(200, { data, nextCursor: this.cursors.encode(binding, data.at(-1)?.name ?? after) });
  }

  @Get('writes')
  @PartnerEndpoint({ scope: 'customers:read' })
  async write(@Call() call: PartnerCall): Promise<PartnerReply> {
    await insert(call, 'by a read');
    return reply(200, {});
  }

  @Post('things')
  @PartnerEndpoint({ scope: 'customers:write', family: 'customers', body: ThingRequest })
  async create(@Call() call: PartnerCall<ThingRequest>): Promise<PartnerReply> {
    gate.entered += 1;
    await gate.hold;
    const { name } = call.body;
    await insert(call, name);
    if (name === 'state') throw new Problem('PARTNER_RESOURCE_STATE_INVALID', { detail: 'No.' });
    if (name === 'away') throw new Problem('PARTNER_PROCESSING_UNAVAILABLE');
    if (name === 'broken') throw new Error('secret internals');
    return reply(201, { name, at: call.now }, { headers: { Location: '/there' } });
  }

  @Post('onboarding')
  @PartnerEndpoint({
    scope: 'onboarding:write',
    product: 'ONBOARDING',
    family: 'onboarding',
    body: ThingRequest,
  })
  onboard(): PartnerReply {
    return reply(202, { family: 'onboarding' });
  }

  @Post('preflight')
  @PartnerEndpoint({ scope: 'customers:write', stores: false, body: ThingRequest })
  preflight(): PartnerReply {
    return reply(200, { ready: true });
  }

  @Get('customers/:customerId')
  @PartnerEndpoint({ scope: 'customers:read', customer: true })
  get(@Call() { params }: PartnerCall): PartnerReply {
    return reply(200, params);
  }

  @Post('customers/:customerId/mark')
  @PartnerEndpoint({ scope: 'customers:write', family: 'customers' })
  mark(@Call() { params }: PartnerCall): PartnerReply {
    return reply(200, {}, { mark: { customerId: params.customerId!, version: 3 } });
  }

  @Delete('customers/:customerId')
  @PartnerEndpoint({ scope: 'customers:write', family: 'customers', customer: true })
  remove(): PartnerReply {
    return reply(204);
  }

  @Post('uploads')
  @PartnerEndpoint({
    scope: 'files:write',
    family: 'files',
    accepts: 'multipart-or-json',
    body: ThingRequest,
  })
  upload(@Call() { upload, body }: PartnerCall<ThingRequest>): PartnerReply {
    return reply(201, { upload: upload ?? null, name: body?.name ?? null });
  }
}
