import { Problem, validateBody, type Class } from '@oceafin/platform';

class NoQuery {}

/** Reads the query of a raw target by its DTO; unknown, repeated and malformed parameters are 400. */
export function judgeQuery(target: string, dto: Class = NoQuery): unknown {
  const { value, errors } = validateBody(dto, parameters(target));
  if (errors.length === 0) return value;
  const faults = errors.map(({ pointer, code, detail }) =>
    code === 'UNKNOWN_PROPERTY' ? `${pointer.slice(1)} is not known here` : `${pointer.slice(1)}: ${detail}`,
  );
  throw invalid(`Query parameters: ${faults.join('; ').replace(/\.(?=;|$)/g, '')}.`);
}

function parameters(target: string): Record<string, string> {
  const mark = target.indexOf('?');
  const raw = mark < 0 ? '' : target.slice(mark);
  try {
    decodeURIComponent(raw);
  } catch {
    throw invalid('The query is not well-formed percent-encoded UTF-8.');
  }
  // Drops the question mark itself; without it, it would drop one that begins a parameter's name.
  const entries = [...new URLSearchParams(raw)];
  const names = new Set(entries.map(([name]) => name));
  if (names.size < entries.length) throw invalid('A query parameter is given more than once.');
  return Object.fromEntries(entries);
}

function invalid(detail: string): Problem {
  return new Problem('PARTNER_REQUEST_INVALID', { detail });
}
