import { spawn } from 'node:child_process';

const PORT_BASE = process.env.PORT_BASE || '29080';

/** `npm start` of this checkout, until it is ready; the caller stops it. */
export async function ownStack(root) {
  const stack = spawn(process.execPath, ['tools/local-stack/bootstrap.mjs', '--no-journey'], {
    cwd: root,
    env: { ...process.env, PORT_BASE },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => stack.once('exit', resolve));
  const end = () => stack.kill('SIGTERM');
  process.once('exit', end);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  const ready = new Promise((resolve) => {
    let said = '';
    stack.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('The stack is up')) resolve();
    });
  });
  await Promise.race([
    ready,
    ended.then((code) => Promise.reject(new Error(`npm start ended with ${code} before it was ready.`))),
  ]);
  return {
    stop: () => {
      end();
      return ended;
    },
  };
}
