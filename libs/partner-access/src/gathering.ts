/** Two under way: while one commits, the next is on its way. */
const AT_ONCE = 2;
const MOST_TOGETHER = 500;

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does for many callers at once what each would do alone: what comes while others are served waits for them and is then
 * served together. So an idle instance waits for nobody, and a busy one pays one round trip and one commit for many.
 */
export class Gathering<T, R> {
  private readonly waiting: Waiting<T, R>[] = [];
  private underWay = 0;
  private served = 0;

  /** `serve` gives one result for each item, in their order; where it fails, every one of its items has failed. */
  constructor(private readonly serve: (items: readonly T[]) => Promise<readonly R[]>) {}

  /** Callers who are waiting or being served. */
  get inHand(): number {
    return this.waiting.length + this.served;
  }

  ask(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.underWay < AT_ONCE) void this.serveWaiting();
    });
  }

  private async serveWaiting(): Promise<void> {
    this.underWay += 1;
    while (this.waiting.length > 0) {
      const together = this.waiting.splice(0, MOST_TOGETHER);
      this.served += together.length;
      try {
        const results = await this.serve(together.map(({ item }) => item));
        together.forEach(({ resolve }, at) => resolve(results[at]!));
      } catch (error) {
        for (const { reject } of together) reject(error);
      } finally {
        this.served -= together.length;
      }
    }
    this.underWay -= 1;
  }
}
