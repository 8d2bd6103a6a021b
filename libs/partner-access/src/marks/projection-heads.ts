import { Inject, Injectable } from '@nestjs/common';
import { InboxHeads, type HeadPosition } from '@oceafin/messaging';
import { LRUCache } from 'lru-cache';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';

/** How far an app has written about a customer: its last outbox version of that customer. */
export interface CustomerMark {
  readonly customerId: string;
  readonly app: string;
  readonly version: number;
}

/** `behind`: some mark isn't reached in time. `held`: marks behind a message that waits for a person. */
export interface SettledHeads {
  readonly behind: boolean;
  readonly held: readonly CustomerMark[];
}

const KNOWN_HEADS = 50_000;

/** How far this app's projections are, measured against the marks of the apps it depends on. */
@Injectable()
export class ProjectionHeads {
  /** Heads found reached before; they never go back. */
  private readonly known = new LRUCache<string, number>({ max: KNOWN_HEADS });
  private readonly topics: ReadonlyMap<string, string>;

  constructor(
    private readonly heads: InboxHeads,
    @Inject(PARTNER_ACCESS_OPTIONS) private readonly options: PartnerAccessOptions,
  ) {
    this.topics = new Map(options.dependsOn.map(({ app, topic }) => [app, topic]));
  }

  /** Waits until every mark is reached; marks of apps not depended on don't count. False after `timeoutMs`. */
  async reached(marks: readonly CustomerMark[], timeoutMs: number): Promise<boolean> {
    const open = marks.flatMap((mark) => this.openHead(mark));
    if (open.length === 0) return true;
    if (!(await this.heads.reached(this.options.group, open, timeoutMs))) return false;
    for (const head of open) this.remember(head);
    return true;
  }

  /** As `reached`, but doesn't wait for customers that are held back: it tells whose marks can't be reached now. */
  async settled(marks: readonly CustomerMark[], timeoutMs: number): Promise<SettledHeads> {
    const open = marks.flatMap((mark) => this.openHead(mark).map((head) => ({ mark, head })));
    if (open.length === 0) return { behind: false, held: [] };
    const heads = open.map(({ head }) => head);
    const { behind, held } = await this.heads.settled(this.options.group, heads, timeoutMs);
    if (behind.length > 0) return { behind: true, held: [] };
    const unreached = new Set(held);
    for (const head of heads) if (!unreached.has(head)) this.remember(head);
    return { behind: false, held: open.filter(({ head }) => unreached.has(head)).map(({ mark }) => mark) };
  }

  private remember({ topic, key, version }: HeadPosition): void {
    this.known.set(`${topic} ${key}`, version);
  }

  private openHead({ app, customerId, version }: CustomerMark): HeadPosition[] {
    const topic = this.topics.get(app);
    if (topic === undefined || (this.known.get(`${topic} ${customerId}`) ?? 0) >= version) return [];
    return [{ topic, key: customerId, version }];
  }
}
