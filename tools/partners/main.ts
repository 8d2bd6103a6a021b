import { partnersConfig } from './config';
import { partnersProgram } from './program';

partnersProgram({ options: partnersConfig, say: (line) => console.log(line) })
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
