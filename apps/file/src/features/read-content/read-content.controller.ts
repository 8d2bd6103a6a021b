import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { FileOperatorActed, OPERATOR_ROLES } from '@oceafin/contracts';
import { Outbox } from '@oceafin/messaging';
import { ActLog, OperatorCall, OperatorEndpoint, type OperatorReply } from '@oceafin/operator-access';
import { Problem } from '@oceafin/platform';
import { create as contentDisposition } from 'content-disposition';
import { buffer } from 'node:stream/consumers';
import { StoredObjects } from '../../ports/stored-objects';
import { DocumentVault } from '../../vault/document-vault';

/** Operators see a document's bytes, each view in the audit log, and only what was found clean. */
@ApiTags('Files')
@Controller('operator/v1/files')
export class ReadContentController {
  constructor(
    private readonly objects: StoredObjects,
    private readonly vault: DocumentVault,
    private readonly acts: ActLog,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {}

  @Get(':fileAssetId/content')
  @ApiOperation({ summary: "Get a file's bytes" })
  @ApiParam({ name: 'fileAssetId', format: 'uuid' })
  @ApiOkResponse({ description: 'The bytes as they were received.' })
  @OperatorEndpoint({ roles: OPERATOR_ROLES })
  async read(@OperatorCall() { tx, operator, params }: OperatorCall): Promise<OperatorReply> {
    const fileAssetId = params['fileAssetId']!;
    const found = await this.objects.ofAsset(tx, fileAssetId);
    if (!found) throw new Problem('OPERATOR_RESOURCE_NOT_FOUND');
    const { asset, document } = found;
    if (asset.status !== 'AVAILABLE') {
      throw new Problem('OPERATOR_STATE_INVALID', { detail: `The file is ${asset.status}, not AVAILABLE.` });
    }
    // All of it before the first byte leaves: only at the end is it known to be what was received.
    const bytes = await buffer(this.vault.read(document));
    const act = await this.acts.record(tx, {
      operator,
      action: 'file.view',
      customerId: asset.customerId ?? undefined,
      detail: { fileAssetId, sha256: asset.sha256 },
    });
    const key = asset.customerId ?? fileAssetId;
    await this.outbox.append(tx, [{ contract: FileOperatorActed, data: { ...act, fileAssetId }, key }]);
    return { status: 200, body: bytes, headers: headersOf(asset.contentType, asset.fileName) };
  }
}

/** A browser saves the file; should one show it after all, nothing in it runs. */
function headersOf(contentType: string, fileName: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Disposition': contentDisposition(fileName),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, no-store',
  };
}
