import { Command } from 'commander';
import { edge } from './edge';
import { messaging } from './messaging';
import { onboarding } from './onboarding';
import { commandOf, type Suite } from './suite';

/** Everything that can be measured; a suite is a file of its own. */
const suites: readonly Suite[] = [messaging, edge, onboarding];

const program = new Command('npm run bench --').description(
  'Ratios to peers, measured beside each other in one run.',
);
for (const suite of suites) program.addCommand(commandOf(suite));

program
  .parseAsync()
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
