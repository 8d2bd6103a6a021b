import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { ANSWERS } from '../../application/answer-schemas';
import { OnboardingRead } from '../../application/onboarding-endpoint';
import { submissionSchema } from '../../forms';
import { requiredDocuments, rulesAt } from '../../rules';
import { SchemaQuery } from './schema-query.dto';

/** Tells what a submission looks like and which documents it needs, by the rules in force now. */
@ApiTags('Onboarding')
@Controller('partner/v1/onboarding/schema')
export class GetSchemaController {
  @Get()
  @ApiOperation({ summary: 'JSON Schema of a submission and the documents that it needs' })
  @ApiOkResponse({ schema: ANSWERS.schema })
  @OnboardingRead({ query: SchemaQuery })
  get(@Call() { query, now }: PartnerCall<undefined, SchemaQuery>): PartnerReply {
    const { customerType, country } = query;
    return reply(200, {
      schema: submissionSchema(customerType),
      requiredDocuments: requiredDocuments(rulesAt(now), customerType, country),
    });
  }
}
