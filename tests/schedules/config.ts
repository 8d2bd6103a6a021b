/** How many schedules are tried, and from which seed; random where none is given. */
export function sizes(env: NodeJS.ProcessEnv = process.env) {
  const number = (name: string, ordinary: number): number => Number(env[name] ?? ordinary);
  return {
    modelRuns: number('MODEL_SCHEDULES', 500),
    stackRuns: number('SCHEDULES', 200),
    seed: env.SEED === undefined ? undefined : Number(env.SEED),
  };
}
