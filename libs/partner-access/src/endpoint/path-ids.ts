import { Problem } from '@oceafin/platform';
import { isUuid } from '../gate/uuid';

/** Every path parameter of both APIs is an id: 400 unless it is a UUID; given in lower case. */
export function pathIds(raw: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => {
      if (!isUuid(value)) {
        throw new Problem('PARTNER_REQUEST_INVALID', { detail: `The path's ${name} is not a UUID.` });
      }
      return [name, value.toLowerCase()];
    }),
  );
}
