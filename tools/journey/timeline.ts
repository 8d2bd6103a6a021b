import { styleText } from 'node:util';

export interface HttpLine {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  /** HTTP status, or a few words where no answer came. */
  readonly status: number | string;
  readonly note: string;
}

export interface EventLine {
  readonly atMs: number;
  readonly topic: string;
  readonly event: string;
  readonly note: string;
}

/** Where the journey shows itself while it runs. */
export interface Timeline {
  heading(text: string): void;
  http(line: HttpLine): void;
  event(line: EventLine): void;
  note(text: string): void;
}

type Style = Parameters<typeof styleText>[0];

const LEFT = 86;
const PATH = 51;
/** The end of an id tells it apart: the beginning of ours is a time. */
const shortIds = (text: string): string => text.replace(/[0-9a-f]{8}-[0-9a-f-]{22}([0-9a-f]{5})/g, '…$1');

function styleOf(status: number | string): Style {
  if (typeof status === 'string' || status >= 500) return 'red';
  return status >= 400 ? 'yellow' : 'green';
}

/** HTTP calls on the left, Kafka events on the right, milliseconds since the start before both. */
export function consoleTimeline(write: (line: string) => void, colours: boolean): Timeline {
  const paint = (style: Style, text: string): string => (colours ? styleText(style, text) : text);
  const time = (atMs: number): string => paint('dim', String(Math.round(atMs)).padStart(6));
  return {
    heading: (text) => {
      write(`\n${paint('bold', text)}`);
      write(paint('dim', `${'ms'.padStart(6)}  ${'HTTP'.padEnd(LEFT)}│ Kafka`));
    },
    http: ({ atMs, method, path, status, note }) => {
      const call = `${method.padEnd(5)} ${shortIds(path)}`.padEnd(PATH);
      const rest = ` ${String(status)}  ${note}`.padEnd(Math.max(LEFT - call.length, 0));
      write(`${time(atMs)}  ${call}${paint(styleOf(status), rest)}${paint('dim', '│')}`);
    },
    event: ({ atMs, topic, event, note }) => {
      const where = topic.replace(/^oceafin\./, '').replace(/\.events$/, '');
      const what = `${where.padEnd(10)} ${event}`;
      write(
        `${time(atMs)}  ${' '.repeat(LEFT)}${paint('dim', '│')} ${paint('cyan', what)} ${note}`.trimEnd(),
      );
    },
    note: (text) => write(text),
  };
}
