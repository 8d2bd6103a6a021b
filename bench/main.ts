import { Command } from 'commander';
import { edge } from './edge';
import { files } from './files';
import { messaging } from './messaging';
import { onboarding } from './onboarding';
import { commandOf } from './suite';

/** Everything that can be measured; a suite is a file of its own. */
const commands = [commandOf(messaging), commandOf(edge), commandOf(files), commandOf(onboarding)];

const program = new Command('npm run bench --').description(
  'Ratios to peers, measured beside each other in one run.',
);
for (const command of commands) program.addCommand(command);

program
  .parseAsync()
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
