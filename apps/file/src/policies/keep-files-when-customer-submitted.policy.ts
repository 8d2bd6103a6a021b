import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CustomerSubmitted } from '@oceafin/contracts';
import { EventContext, Outbox } from '@oceafin/messaging';
import { judged, received } from '../domain/file-events';
import { SubmittedFiles } from '../ports/submitted-files';

/** Remembers which files a submission names: they can't be deleted any more. */
@Controller()
export class KeepFilesWhenCustomerSubmittedPolicy {
  constructor(
    private readonly submitted: SubmittedFiles,
    private readonly outbox: Outbox,
  ) {}

  @EventPattern<string>(CustomerSubmitted.type)
  async on(@Payload() data: CustomerSubmitted, @Ctx() { tx }: EventContext): Promise<void> {
    const ids = data.files.map((file) => file.fileAssetId);
    const revived = await this.submitted.keep(tx, data.partnerId, data.submissionId, ids);
    const at = new Date(data.at);
    const events = revived.flatMap((asset) => [
      received(asset, at),
      ...(asset.status === 'PENDING_SCAN' ? [] : [judged(asset, at)]),
    ]);
    await this.outbox.append(tx, events);
  }
}
