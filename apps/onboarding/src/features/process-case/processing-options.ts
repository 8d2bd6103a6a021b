import type { Timing } from '../../domain';
import type { Mode } from '../../checks';

export const PROCESSING = Symbol('PROCESSING');

export interface ProcessingOptions extends Timing {
  readonly mode: Mode;
}
