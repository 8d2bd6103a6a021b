import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Call, type PartnerCall, PartnerEndpoint, type PartnerReply, reply } from '@oceafin/partner-access';
import { MeResponse } from './me.response';

@ApiTags('Client')
@Controller('partner/v1/me')
export class GetMeController {
  @Get()
  @ApiOperation({ summary: 'What this client is and may do' })
  @ApiOkResponse({ type: MeResponse })
  @PartnerEndpoint({})
  get(@Call() { client }: PartnerCall): PartnerReply {
    const { clientId, mode, scopes, products, rateLimit } = client;
    const { requestsPerSecond, burst } = rateLimit;
    const me: MeResponse = {
      clientId,
      mode,
      scopes: [...scopes],
      products: [...products],
      rateLimit: { requestsPerSecond, burst },
    };
    return reply(200, me);
  }
}
