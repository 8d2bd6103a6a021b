import { Controller, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { DecideCaseRequest } from './decide-case.request';
import { DecideCase } from './decide-case';

@ApiTags('Decisions')
@Controller('operator/v1/cases/:caseId/decisions')
export class DecideCaseController {
  constructor(private readonly decideCase: DecideCase) {}

  @Post()
  @ApiBody({ type: DecideCaseRequest })
  @ApiOperation({ summary: 'Approve, reject or ask for information; grave decisions take two people' })
  @OperatorEndpoint({ roles: ['REVIEWER'], body: DecideCaseRequest })
  decide(@OperatorCall() call: OperatorCall<DecideCaseRequest>): Promise<OperatorReply> {
    return this.decideCase.execute(call);
  }
}
