import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditLog, OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { CursorCodec } from '@oceafin/partner-access';
import { readPage } from '../../application/page';
import { READERS } from '../../application/readers';
import { CaseDesk, type DeskCase, type DeskPosition } from '../../ports/case-desk';
import { ListCasesRequest } from './list-cases.request';

const positionOf = ({ openedAt, caseId }: DeskCase): DeskPosition => [openedAt, caseId];

@ApiTags('Cases')
@Controller('operator/v1/cases')
export class ListCasesController {
  constructor(
    private readonly desk: CaseDesk,
    private readonly cursors: CursorCodec,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Cases of all partners, oldest first: the queue, or those that fit a filter',
    description:
      'Without a filter, the queue: cases wait in it from their first submission on, which is their `openedAt`. By any ' +
      'filter that they fit, those that nothing was submitted for (round 0) are listed too; their `openedAt` is the ' +
      'creation of their customer.',
  })
  @OperatorEndpoint({ roles: READERS, query: ListCasesRequest })
  async list(
    @OperatorCall() { tx, operator, query }: OperatorCall<undefined, ListCasesRequest>,
  ): Promise<OperatorReply> {
    const { status, awaiting, partnerCustomerRef, customerId } = query;
    const filters = { status, awaiting, partnerCustomerRef, customerId };
    const page = await readPage(
      this.cursors,
      { list: 'cases', filters, request: query },
      positionOf,
      (after, count) => this.desk.page(tx, filters, after, count),
    );
    await this.audit.record(tx, { operator, action: 'cases.list', customerId, detail: filters });
    return { status: 200, body: page };
  }
}
