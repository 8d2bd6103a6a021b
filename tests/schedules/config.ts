/** How many schedules are tried, and from which seed: the same without one, so that a run can be repeated. */
export function sizes(env: NodeJS.ProcessEnv = process.env) {
  const number = (name: string, ordinary: number): number => Number(env[name] ?? ordinary);
  return {
    modelRuns: number('MODEL_SCHEDULES', 500),
    stackRuns: number('SCHEDULES', 200),
    seed: number('SEED', 7),
  };
}
