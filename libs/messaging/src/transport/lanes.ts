/** Indexes of the messages of each key, in log order; messages without a key form one lane. */
export function lanesByKey(messages: readonly { key: Buffer | null }[]): number[][] {
  const lanes = new Map<string, number[]>();
  messages.forEach(({ key }, index) => {
    const name = key?.toString('utf8') ?? '';
    const lane = lanes.get(name);
    if (lane) lane.push(index);
    else lanes.set(name, [index]);
  });
  return [...lanes.values()];
}

/** Runs the lanes, at most `limit` at a time; each lane serially. Stops early when `work` says so. */
export async function runLanes(
  lanes: readonly number[][],
  limit: number,
  work: (index: number) => Promise<'CONTINUE' | 'STOP'>,
): Promise<void> {
  const waiting = [...lanes];
  let stopped = false;
  const runner = async (): Promise<void> => {
    for (let lane = waiting.shift(); lane && !stopped; lane = waiting.shift()) {
      for (const index of lane) {
        if (stopped) return;
        if ((await work(index)) === 'STOP') stopped = true;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, lanes.length) }, runner));
}
