import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FileAvailable, FileRejected } from '@oceafin/contracts';
import { EventContext } from '@oceafin/messaging';
import { fileFacts } from '../domain';
import { FactRecorder } from './fact-recorder';

/** A verdict on a customer's file is public; one on a file that belongs to nobody yet is not. */
@Controller()
export class TellPartnerWhenFileIsJudged {
  constructor(private readonly facts: FactRecorder) {}

  @EventPattern<string>(FileAvailable.type)
  async onAvailable(@Payload() data: FileAvailable, @Ctx() context: EventContext): Promise<void> {
    const { customerId, partnerId } = data;
    if (customerId === null) return;
    await this.facts.record(context, { customerId, partnerId }, fileFacts.FileAvailable(data));
  }

  @EventPattern<string>(FileRejected.type)
  async onRejected(@Payload() data: FileRejected, @Ctx() context: EventContext): Promise<void> {
    const { customerId, partnerId } = data;
    if (customerId === null) return;
    await this.facts.record(context, { customerId, partnerId }, fileFacts.FileRejected(data));
  }
}
