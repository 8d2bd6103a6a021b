import { Controller, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { Call, PartnerEndpoint, type PartnerCall, type PartnerReply } from '@oceafin/partner-access';
import { FileResponse } from '../../answers/file-response';
import { UPLOAD_FORM_SCHEMA } from '../../answers/upload-form.docs';
import type { StagedUpload } from '../../ingest/staged-upload';
import { LinkFileHandler } from './link-file.handler';
import { LinkFileRequest } from './link-file.request';
import { UploadFileHandler } from './upload-file.handler';

/** Brings files in: by upload, with or without a customer, or by a link to bytes that are there. */
@ApiTags('Files')
@Controller('partner/v1')
export class AddFileController {
  constructor(
    private readonly uploads: UploadFileHandler,
    private readonly links: LinkFileHandler,
  ) {}

  @Post('customers/:customerId/files')
  @ApiOperation({ summary: 'Upload a file, or link one that was uploaded before (JSON)' })
  @ApiParam({ name: 'customerId', format: 'uuid' })
  @ApiConsumes('multipart/form-data', 'application/json')
  @ApiExtraModels(LinkFileRequest)
  @ApiBody({ schema: { oneOf: [UPLOAD_FORM_SCHEMA, { $ref: '#/components/schemas/LinkFileRequest' }] } })
  @ApiCreatedResponse({ type: FileResponse })
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
  @ApiOperation({ summary: 'Upload a file that is linked to customers later' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD_FORM_SCHEMA })
  @ApiCreatedResponse({ type: FileResponse })
  @PartnerEndpoint({ scope: 'files:write', family: 'files', accepts: 'multipart' })
  add(@Call() call: PartnerCall): Promise<PartnerReply> {
    return this.uploads.handle(call, call.upload as StagedUpload, null);
  }
}
