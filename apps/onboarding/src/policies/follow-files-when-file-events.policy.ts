import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FileAvailable, FileDeleted, FileLinked, FileReceived, FileRejected } from '@oceafin/contracts';
import { EventContext } from '@oceafin/messaging';
import type { EntityManager } from 'typeorm';
import { type FileAsset, FileAssets } from '../ports/file-assets';
import { StepTimers } from '../ports/step-timers';

type Told = Omit<FileAsset, 'status' | 'reason'>;

/** Keeps the file assets as this app needs them; a verdict wakes the round that waits for it. */
@Controller()
export class FollowFilesPolicy {
  constructor(
    private readonly files: FileAssets,
    private readonly timers: StepTimers,
  ) {}

  @EventPattern<string>(FileReceived.type)
  async received(@Payload() data: FileReceived, @Ctx() { tx }: EventContext): Promise<void> {
    await this.put(tx, data, 'PENDING_SCAN');
  }

  @EventPattern<string>(FileLinked.type)
  async linked(@Payload() data: FileLinked, @Ctx() { tx }: EventContext): Promise<void> {
    await this.put(tx, data, data.status === 'AVAILABLE' ? 'AVAILABLE' : 'PENDING_SCAN');
  }

  @EventPattern<string>(FileAvailable.type)
  async available(@Payload() data: FileAvailable, @Ctx() { tx }: EventContext): Promise<void> {
    await this.put(tx, data, 'AVAILABLE');
    await this.wake(tx, data.customerId);
  }

  @EventPattern<string>(FileRejected.type)
  async rejected(@Payload() data: FileRejected, @Ctx() { tx }: EventContext): Promise<void> {
    await this.put(tx, data, 'REJECTED', data.reason);
    await this.wake(tx, data.customerId);
  }

  @EventPattern<string>(FileDeleted.type)
  async deleted(@Payload() data: FileDeleted, @Ctx() { tx }: EventContext): Promise<void> {
    await this.files.delete(tx, data.fileAssetId);
    await this.wake(tx, data.customerId);
  }

  private async put(
    tx: EntityManager,
    data: Told,
    status: FileAsset['status'],
    reason: string | null = null,
  ): Promise<void> {
    const { fileAssetId, customerId, partnerId, documentType, sha256 } = data;
    await this.files.put(tx, { fileAssetId, customerId, partnerId, documentType, sha256, status, reason });
  }

  private async wake(tx: EntityManager, customerId: string | null): Promise<void> {
    if (customerId) await this.timers.nudge(tx, customerId);
  }
}
