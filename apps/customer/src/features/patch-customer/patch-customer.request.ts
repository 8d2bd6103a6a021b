import { StringMap, Text } from '@oceafin/platform';

/** More removals than the fifty keys that can be there change nothing. */
const MAX_CHANGED_KEYS = 100;

export class PatchCustomerRequest {
  @Text({ max: 200, optional: true })
  displayName?: string;

  @StringMap({
    optional: true,
    nullableValues: true,
    maxKeys: MAX_CHANGED_KEYS,
    description: 'Merged into what is there; null removes a key. At most 50 keys afterwards.',
  })
  metadata?: Record<string, string | null>;
}
