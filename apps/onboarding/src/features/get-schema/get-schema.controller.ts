import { Controller, Get } from '@nestjs/common';
import { Call, type PartnerCall, type PartnerReply, reply } from '@oceafin/partner-access';
import { OnboardingRead } from '../../application/onboarding-endpoint';
import { submissionSchema } from '../../forms';
import { requiredDocuments, rulesAt } from '../../rules';
import { SchemaQuery } from './schema-query.dto';

/** Tells what a submission looks like and which documents it needs, by the rules in force now. */
@Controller('partner/v1/onboarding/schema')
export class GetSchemaController {
  @Get()
  @OnboardingRead({ query: SchemaQuery })
  get(@Call() { query, now }: PartnerCall<undefined, SchemaQuery>): PartnerReply {
    const { customerType, country } = query;
    return reply(200, {
      schema: submissionSchema(customerType),
      requiredDocuments: requiredDocuments(rulesAt(now), customerType, country),
    });
  }
}
