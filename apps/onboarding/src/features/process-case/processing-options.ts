import type { Timing } from '../../domain';
import type { CheckSources, Mode } from '../../checks';

export const PROCESSING = Symbol('PROCESSING');

export interface ProcessingOptions extends Timing {
  readonly mode: Mode;
  readonly sources: CheckSources;
}
