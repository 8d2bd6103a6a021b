/** Which offset of a batch may be committed while its messages finish in any order. */
export class LowWatermark {
  private next = 0;
  private readonly done: boolean[];

  /** @param offsets of the batch, ascending. */
  constructor(private readonly offsets: readonly string[]) {
    this.done = offsets.map(() => false);
  }

  settle(index: number): void {
    this.done[index] = true;
    while (this.done[this.next]) this.next += 1;
  }

  /** The last offset below which everything is settled; undefined while the first message isn't. */
  get offset(): string | undefined {
    return this.offsets[this.next - 1];
  }
}
