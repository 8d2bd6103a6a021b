// What `npm run reset` runs: wipes all state of the local stack. Needs nothing but Node.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const state = fileURLToPath(new URL('../../.local', import.meta.url));
const read = (name) => (existsSync(join(state, name)) ? readFileSync(join(state, name), 'utf8') : undefined);

const pid = Number(read('supervisor.pid'));
let running = false;
try {
  running = pid > 0 && process.kill(pid, 0);
} catch {
  // nobody has that number
}
if (running) {
  console.error(`The stack is running (process ${pid}): stop it first.`);
  process.exit(1);
}
const elsewhere = JSON.parse(read('server-state.json') ?? '{}').folder;
for (const folder of [elsewhere, state]) {
  if (!folder || !existsSync(folder)) continue;
  rmSync(folder, { recursive: true, force: true });
  console.log(`removed ${folder}`);
}
console.log('The next npm start begins anew.');
