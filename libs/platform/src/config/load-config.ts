import { readFileSync } from 'node:fs';
import {
  cleanEnv,
  EnvMissingError,
  type CleanedEnv,
  type CleanedEnvAccessors,
  type ValidatorSpec,
} from 'envalid';

/** Everything that is wrong with the environment, without a single value. */
export class ConfigError extends Error {
  /** `EX_CONFIG` of sysexits: starting again without a change won't help. */
  static readonly EXIT_CODE = 78;

  constructor(readonly problems: string[]) {
    super(['The configuration is not usable:', ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

type Specs = Record<string, ValidatorSpec<unknown>>;
/** The validated values by name. */
export type Config<S> = Readonly<Omit<CleanedEnv<S>, keyof CleanedEnvAccessors>>;

/**
 * Validates the environment by a schema of envalid validators and gives a frozen object. Every name may
 * be given as `NAME_FILE` instead, the path of a file that holds the value. An empty value counts as
 * not given; a file that is named must hold one.
 *
 * @throws ConfigError listing all that is wrong.
 */
export function loadConfig<S extends Specs>(specs: S, env: NodeJS.ProcessEnv): Config<S> {
  const problems: string[] = [];
  const unreadable = new Set<string>();
  const given: Record<string, string> = {};
  for (const name of Object.keys(specs)) {
    const { value, problem } = readValue(name, env);
    if (problem) {
      problems.push(problem);
      unreadable.add(name);
    } else if (value) {
      given[name] = value;
    }
  }
  const config = cleanEnv(given, specs as Specs, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors).filter(([name]) => !unreadable.has(name))) {
        problems.push(describe(name, error, specs[name]));
      }
    },
  }) as Record<string, unknown>;
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return Object.freeze(
    Object.fromEntries(Object.keys(specs).map((name) => [name, config[name]])),
  ) as Config<S>;
}

function readValue(name: string, env: NodeJS.ProcessEnv): { value?: string; problem?: string } {
  const file = env[`${name}_FILE`];
  if (!file) {
    return { value: env[name] };
  }
  if (env[name]) {
    return { problem: `${name} and ${name}_FILE are both set; give one of them.` };
  }
  try {
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return value ? { value } : { problem: `${name}_FILE is empty.` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return { problem: `${name}_FILE can't be read (${code}).` };
  }
}

/** envalid's own messages quote the value, which may be a secret. */
function describe(name: string, error: Error | undefined, spec?: ValidatorSpec<unknown>): string {
  const meaning = spec?.desc ? ` (${spec.desc})` : '';
  if (error instanceof EnvMissingError) {
    return `${name} is missing${meaning}.`;
  }
  const expected = spec?.choices
    ? `must be one of ${spec.choices.join(', ')}`
    : (expectation(error) ?? 'is not valid');
  return `${name} ${expected}${meaning}.`;
}

/** Our validators' messages say what is expected and never quote. */
export class ExpectedError extends Error {}

function expectation(error: Error | undefined): string | undefined {
  return error instanceof ExpectedError ? error.message : undefined;
}
