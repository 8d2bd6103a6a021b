import { Controller, Post } from '@nestjs/common';
import { Call, PartnerEndpoint, type PartnerCall, type PartnerReply } from '@oceafin/partner-access';
import type { StagedUpload } from '../../ingest/staged-upload';
import { LinkFileHandler } from './link-file.handler';
import { LinkFileRequest } from './link-file.request';
import { UploadFileHandler } from './upload-file.handler';

/** Brings files in: by upload, with or without a customer, or by a link to bytes that are there. */
@Controller('partner/v1')
export class AddFileController {
  constructor(
    private readonly uploads: UploadFileHandler,
    private readonly links: LinkFileHandler,
  ) {}

  @Post('customers/:customerId/files')
  @PartnerEndpoint({
    scope: 'files:write',
    family: 'files',
    customer: true,
    accepts: 'multipart-or-json',
    body: LinkFileRequest,
  })
  addToCustomer(@Call() call: PartnerCall<LinkFileRequest>): Promise<PartnerReply> {
    const customerId = call.params['customerId']!;
    return call.upload
      ? this.uploads.handle(call, call.upload as StagedUpload, customerId)
      : this.links.handle(call, call.body, customerId);
  }

  @Post('files')
  @PartnerEndpoint({ scope: 'files:write', family: 'files', accepts: 'multipart' })
  add(@Call() call: PartnerCall): Promise<PartnerReply> {
    return this.uploads.handle(call, call.upload as StagedUpload, null);
  }
}
