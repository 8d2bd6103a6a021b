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

export type Progress = 'CONTINUE' | 'STOP';

export interface LaneWork {
  /** Takes messages of one or several lanes, each lane's in order. `APART`: nothing was done, each is to be taken alone. */
  readonly together: (indexes: readonly number[]) => Promise<Progress | 'APART'>;
  readonly alone: (index: number) => Promise<Progress>;
}

export interface LaneLimits {
  /** Lanes, or handfuls of them, at the same time. */
  readonly lanes: number;
  /** Messages taken together at most. */
  readonly together: number;
}

/**
 * Runs the lanes, each serially, several at a time. The messages of a lane are taken together, and where more lanes
 * wait than can be in hand at once, handfuls of them. Stops early when the work says so.
 */
export async function runLanes(
  lanes: readonly number[][],
  limits: LaneLimits,
  work: LaneWork,
): Promise<Progress> {
  const waiting = [...lanes];
  let left = waiting.flat().length;
  let progress: Progress = 'CONTINUE';
  const runner = async (): Promise<void> => {
    while (waiting.length > 0 && progress === 'CONTINUE') {
      const handful = takeHandful(waiting, Math.min(limits.together, Math.ceil(left / limits.lanes)));
      left -= handful.flat().length;
      if ((await runHandful(handful, limits, work)) === 'STOP') progress = 'STOP';
    }
  };
  await Promise.all(Array.from({ length: Math.min(limits.lanes, lanes.length) }, runner));
  return progress;
}

/** The first lane, and as many more as fit. */
function takeHandful(waiting: number[][], size: number): number[][] {
  const handful = waiting.splice(0, 1);
  let count = handful.flat().length;
  while (waiting.length > 0 && count + waiting[0]!.length <= size) {
    count += waiting[0]!.length;
    handful.push(waiting.shift()!);
  }
  return handful;
}

/** Several lanes fit into one piece; a lane that is longer comes in pieces of its own. */
async function runHandful(
  handful: readonly number[][],
  limits: LaneLimits,
  work: LaneWork,
): Promise<Progress> {
  const indexes = handful.flat();
  for (let from = 0; from < indexes.length; from += limits.together) {
    const piece = indexes.slice(from, from + limits.together);
    const came = piece.length > 1 ? await work.together(piece) : await work.alone(piece[0]!);
    if (came === 'APART') {
      const rest = from > 0 ? [indexes.slice(from)] : handful;
      return runLanes(rest, { lanes: 1, together: 1 }, work);
    }
    if (came === 'STOP') return came;
  }
  return 'CONTINUE';
}
