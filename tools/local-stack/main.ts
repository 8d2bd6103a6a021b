import { join } from 'node:path';
import type { StackOptions } from './options';
import { whenAskedToStop } from './process/stop-request';
import { journey } from './journey-run';
import { Stack } from './stack';
import type { Steps } from './steps';

export { readOptions } from './options';

/** Brings the stack up, shows the journey, stays until it is asked to stop, and takes all down again. */
export async function runStack(options: StackOptions, steps: Steps): Promise<void> {
  const began = Date.now();
  const stack = new Stack(options, steps);
  let showing: ReturnType<typeof journey> | undefined;
  const stopped = whenAskedToStop(async (reason) => {
    steps.say(`\n${reason}: stopping ingress, apps, broker, database`);
    showing?.stop();
    await stack.stop();
    steps.say('All stopped; the state is kept in .local (npm run reset wipes it).');
  });
  try {
    await stack.start();
  } catch (error) {
    if (!stopped.asked()) {
      await stack.stop();
      throw error;
    }
  }
  if (!stopped.asked()) {
    steps.say(`\nReady after ${((Date.now() - began) / 1000).toFixed(1)} s.`);
    if (options.journey) {
      showing = journey(stack.root);
      await showing.ended;
    }
  }
  if (!stopped.asked()) steps.say(welcome(stack));
  process.exit(await stopped.done);
}

function welcome({ ports, scanner, root }: Stack): string {
  const api = `http://127.0.0.1:${ports.ingress}`;
  return `
The stack is up and stays up; Ctrl-C stops it.

  partner API   ${api}/partner/v1
  documents     ${api}/docs
  operator API  ${api}/operator/v1   (tokens: .local/operators/*.jwt)
  Kafka         127.0.0.1:${ports.kafka}
  PostgreSQL    127.0.0.1:${ports.postgres}   (URLs: .local/stack.json)
  scanner       ${scanner === 'clamd' ? 'clamd' : 'structural checks only: no clamd on this machine'}
  logs          ${join(root, '.local/logs')}

Your own first request, from another terminal:

  npm run call -- POST /customers examples/bodies/create-customer.json
  npm run call -- GET /customers --print-base-string

The journey again: npm run journey
`;
}
