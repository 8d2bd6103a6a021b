import { Problem } from '@oceafin/platform';
import { MIMEType } from 'node:util';
import type { Admission } from '../gate/admission';

/**
 * Refuses (415) a body whose type or encoding the route doesn't take. A missing body has no type to refuse, unless the
 * type is what tells two bodies apart.
 */
export function requireMediaType({ method, endpoint, body, contentType, contentEncoding }: Admission): void {
  if (method === 'GET') return;
  if (contentEncoding !== undefined && contentEncoding.toLowerCase() !== 'identity') {
    throw unsupported('Content-Encoding is not supported.');
  }
  if (body.kind === 'multipart') {
    if (body.problem instanceof Problem && [413, 415].includes(body.problem.status)) throw body.problem;
    return;
  }
  if (endpoint.accepts === 'multipart') throw unsupported('The body must be multipart/form-data.');
  const mustTell = body.bytes.length > 0 || endpoint.accepts === 'multipart-or-json';
  if (mustTell && !isJson(contentType)) {
    throw unsupported(
      endpoint.accepts === 'multipart-or-json'
        ? 'The body must be multipart/form-data or application/json in UTF-8.'
        : 'The body must be application/json in UTF-8.',
    );
  }
}

/** application/json in UTF-8. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  try {
    const type = new MIMEType(contentType);
    // Node drops a parameter that it can't make sense of; one that was sent must say utf-8.
    const named = /;\s*charset\s*(=|;|$)/i.test(contentType);
    const charset = type.params.get('charset') ?? (named ? '' : 'utf-8');
    return type.essence === 'application/json' && charset.toLowerCase() === 'utf-8';
  } catch {
    return false;
  }
}

function unsupported(detail: string): Problem {
  return new Problem('PARTNER_MEDIA_TYPE_UNSUPPORTED', { detail });
}
