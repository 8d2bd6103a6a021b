import { fieldError, Problem } from '@oceafin/platform';
import type { CustomerProfile } from '../../ports';
import type { PatchCustomerRequest } from './patch-customer.request';

const MAX_METADATA_KEYS = 50;

/**
 * The profile after a merge, null removing a metadata key; null when nothing changes.
 * @throws Problem PARTNER_VALIDATION_FAILED when the metadata has more than fifty keys afterwards
 */
export function mergeProfile(profile: CustomerProfile, patch: PatchCustomerRequest): CustomerProfile | null {
  const merged = new Map(Object.entries(profile.metadata));
  for (const [key, value] of Object.entries(patch.metadata ?? {})) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  if (merged.size > MAX_METADATA_KEYS) {
    throw new Problem('PARTNER_VALIDATION_FAILED', {
      errors: [fieldError('TOO_LONG', '/metadata', `At most ${MAX_METADATA_KEYS} keys after the merge.`)],
    });
  }
  const displayName = patch.displayName ?? profile.displayName;
  if (displayName === profile.displayName && sameEntries(merged, profile.metadata)) return null;
  return { displayName, metadata: Object.fromEntries(merged) };
}

function sameEntries(
  merged: ReadonlyMap<string, string>,
  metadata: Readonly<Record<string, string>>,
): boolean {
  const before = Object.entries(metadata);
  return merged.size === before.length && before.every(([key, value]) => merged.get(key) === value);
}
