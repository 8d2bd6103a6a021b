import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditLog, OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { CursorCodec, PageQuery } from '@oceafin/partner-access';
import { Uuid } from '@oceafin/platform';
import { readPage } from '../../application/page';
import { type AuditLine, AuditTrail } from '../../ports/audit-trail';

export class ListAuditRequest extends PageQuery {
  @Uuid({ optional: true }) customerId?: string;
}

@ApiTags('Audit')
@Controller('operator/v1/audit')
export class ListAuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly cursors: CursorCodec,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every view and act of operators, oldest first' })
  @OperatorEndpoint({ roles: ['AUDITOR'], query: ListAuditRequest })
  async list(
    @OperatorCall() { tx, operator, query }: OperatorCall<undefined, ListAuditRequest>,
  ): Promise<OperatorReply> {
    const { customerId } = query;
    const page = await readPage(
      this.cursors,
      { list: 'audit', filters: { customerId }, request: query },
      (line: AuditLine) => line.auditId,
      (after: number | null, count) => this.trail.page(tx, customerId, after, count),
    );
    await this.audit.record(tx, { operator, action: 'audit.list', customerId });
    return { status: 200, body: page };
  }
}
