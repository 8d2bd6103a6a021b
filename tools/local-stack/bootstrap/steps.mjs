const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/**
 * A list of steps with their seconds: live lines in a terminal, elsewhere a line when a step ends and
 * one every five seconds while it lasts.
 */
export function createSteps(out = process.stdout) {
  const live = out.isTTY === true;
  const active = new Set();
  let drawn = 0;
  let frame = 0;
  let timer;

  const erase = () => {
    if (drawn) out.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  const draw = () => {
    if (!live) return;
    for (const step of active) {
      const line = `${FRAMES[frame % FRAMES.length]} ${step.title}  ${seconds(step.since)}  ${step.detail}`;
      out.write(`${line.slice(0, (out.columns || 80) - 1)}\n`);
    }
    drawn = active.size;
  };
  const say = (line) => {
    erase();
    out.write(`${line}\n`);
    draw();
  };
  const tick = () => {
    frame++;
    if (live) {
      erase();
      draw();
      return;
    }
    for (const step of active) {
      if (Date.now() - step.said < 5000) continue;
      step.said = Date.now();
      out.write(`  … ${step.title}  ${seconds(step.since)}  ${step.detail}\n`);
    }
  };

  /** Runs `work`, which may say in between what it is doing; gives what it gives. */
  const run = async (title, work) => {
    const step = { title, since: Date.now(), said: Date.now() - 4000, detail: '' };
    active.add(step);
    timer ??= setInterval(tick, live ? 100 : 500);
    let mark = '✖';
    try {
      const result = await work((detail) => (step.detail = detail));
      mark = '✔';
      return result;
    } finally {
      erase();
      active.delete(step);
      say(`${mark} ${title}  ${seconds(step.since)}`);
      if (active.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
    }
  };
  return { run, say };
}
