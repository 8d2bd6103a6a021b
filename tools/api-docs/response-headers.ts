import { PROBLEMS, type ProblemCode } from '@oceafin/contracts';

const text = (description: string, schema: object = { type: 'string' }) => ({ description, schema });

/** Every header of an answer that means something to a partner. */
export const HEADERS = {
  'X-Request-Id': text('The one sent; one of ours where none usable was sent.'),
  RateLimit: text(
    'What is left of each limit: `r` requests, whole again in `t` seconds (draft-ietf-httpapi-ratelimit-headers-10).',
  ),
  'RateLimit-Policy': text('The limits that count for this request: `q` requests in `w` seconds.'),
  'Idempotency-Replayed': text('`true` on a stored answer that is given again.', { const: 'true' }),
  'Retry-After': text('Seconds to wait before the same request is sent again.', {
    type: 'integer',
    minimum: 1,
  }),
  Date: text("The server's time, which the freshness of a timestamp is judged by."),
};

const references = (names: (keyof typeof HEADERS)[]): object =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

export function headersOfSuccess(isMutation: boolean): object {
  return references([
    'X-Request-Id',
    'RateLimit',
    'RateLimit-Policy',
    ...(isMutation ? (['Idempotency-Replayed'] as const) : []),
  ]);
}

export function headersOfProblem(codes: readonly ProblemCode[]): object {
  const status = PROBLEMS[codes[0]!].status;
  // Before the signature is known to be good nothing is counted, and nothing told of limits.
  const counted = ![401, 413, 500].includes(status);
  return references([
    'X-Request-Id',
    ...(counted ? (['RateLimit', 'RateLimit-Policy'] as const) : []),
    ...([404, 409, 422].includes(status) ? (['Idempotency-Replayed'] as const) : []),
    ...([409, 429, 503].includes(status) ? (['Retry-After'] as const) : []),
    ...(status === 401 ? (['Date'] as const) : []),
  ]);
}
