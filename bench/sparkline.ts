const BARS = '▁▂▃▄▅▆▇█';
const WIDTH = 60;

/** Values over time as one line, the least as the lowest bar. */
export function sparkline(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const every = Math.max(1, Math.floor(values.length / WIDTH));
  return values
    .filter((_, index) => index % every === 0)
    .map((value) => BARS[Math.round(((value - least) / Math.max(1, most - least)) * (BARS.length - 1))])
    .join('');
}
