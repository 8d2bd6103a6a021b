/** The list of steps that a person watches; made by the bootstrap. */
export interface Steps {
  run<T>(title: string, work: (say: (detail: string) => void) => Promise<T>): Promise<T>;
  say(line: string): void;
}
