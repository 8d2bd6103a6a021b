import { Inject, Injectable, Logger } from '@nestjs/common';
import { backoff } from '../failure/backoff';
import { classifyFailure, describeFailure } from '../failure/failure';
import { InfrastructureGate } from '../failure/infrastructure-gate';
import {
  CONSUMER_DEFAULTS,
  type ConsumerOptions,
  MESSAGING_OPTIONS,
  type MessagingOptions,
} from '../messaging.options';
import { MessagingMetrics } from '../metrics';
import type { KeyPlace } from '../parking/parked-key';
import { ParkedQueue, type Step } from '../parking/parked-queue';
import type { Waker } from '../waker';
import { type Consuming, EventHandling } from './event-handling';

const KEYS_AT_A_TIME = 32;
/** Another instance may be at the keys that are due. */
const SHORTEST_PAUSE_MS = 20;

/**
 * Moves held keys on: tries again what failed in passing, goes on where a gap closed, replays what a person asked for.
 * Any instance may do it for any key: the key's lock and the inbox heads keep order and once-ness.
 */
@Injectable()
export class Drain {
  private readonly logger = new Logger(Drain.name);
  private readonly settings: ConsumerOptions;

  constructor(
    @Inject(MESSAGING_OPTIONS) options: MessagingOptions,
    private readonly queue: ParkedQueue,
    private readonly handling: EventHandling,
    private readonly gate: InfrastructureGate,
    private readonly metrics: MessagingMetrics,
  ) {
    this.settings = { ...CONSUMER_DEFAULTS, ...options.consumer };
  }

  /** Works until `signal` aborts; `waker` ends the pause between two looks. */
  async run(consuming: Consuming, waker: Waker, signal: AbortSignal): Promise<void> {
    let outages = 0;
    while (!signal.aborted) {
      try {
        const keys = await this.queue.due(consuming.group, KEYS_AT_A_TIME);
        const moved = await Promise.all(keys.map((key) => this.drain(consuming, key, signal)));
        outages = 0;
        if (!moved.includes(true)) await waker.sleep(await this.pauseMs(consuming.group));
      } catch (error) {
        this.logger.warn({
          msg: 'held keys not looked at',
          group: consuming.group,
          ...describeFailure(error),
        });
        await this.gate.wait(consuming.group, (outages += 1), signal);
      }
    }
  }

  /** Takes the key's messages one by one until none is left or one can't be applied. */
  private async drain(consuming: Consuming, key: KeyPlace, signal: AbortSignal): Promise<boolean> {
    let moved = false;
    while (!signal.aborted) {
      try {
        const step = await this.step(consuming, key);
        this.count(key, step);
        if (step !== 'APPLIED' && step !== 'DROPPED') break;
        moved = true;
      } catch (error) {
        if (classifyFailure(error) === 'INFRASTRUCTURE') throw error;
        await this.failed(key, error);
        break;
      }
    }
    return moved;
  }

  private step(consuming: Consuming, key: KeyPlace): Promise<Step> {
    return this.queue.step(key, (tx, message) =>
      this.handling.within(message, async (event) => {
        await this.handling.handle(tx, consuming, key, event);
      }),
    );
  }

  private async failed(key: KeyPlace, error: unknown): Promise<void> {
    const kind = classifyFailure(error);
    const failure = describeFailure(error);
    this.logger.warn({ msg: 'held message not applied', kind, ...key, ...failure });
    this.metrics.retries.inc({ group: key.consumer, kind });
    const { attempts, backoffMs: baseMs, maxBackoffMs: maxMs } = this.settings;
    await this.queue.failed(key, failure, (tries) =>
      kind === 'PERMANENT' || tries >= attempts ? undefined : backoff(tries, { baseMs, maxMs }),
    );
  }

  private count({ consumer: group, topic }: KeyPlace, step: Step): void {
    if (step === 'APPLIED') this.metrics.handled.inc({ group, topic, outcome: 'drained' });
    if (step === 'DROPPED') this.metrics.handled.inc({ group, topic, outcome: 'duplicate' });
  }

  /** Until the next key is due, at most a sweep. */
  private async pauseMs(group: string): Promise<number> {
    const { drainSweepMs } = this.settings;
    const due = await this.queue.nextDueInMs(group);
    return Math.max(SHORTEST_PAUSE_MS, Math.min(due ?? drainSweepMs, drainSweepMs));
  }
}
