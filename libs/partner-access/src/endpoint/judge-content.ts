import { parseStrictJson, Problem, validateBody, type Class } from '@oceafin/platform';
import type { Admission } from '../gate/admission';
import { requireMediaType } from './media-type';
import type { JudgedCall, PartnerEndpointOptions } from './partner-endpoint.options';
import { judgeQuery } from './judge-query';
import { pathIds } from './path-ids';

/** What a body must be where a route takes none: absent or an empty object. */
class EmptyBody {}

/** Media type, size, path ids, query, JSON and the body by itself, in this order; throws the first Problem. */
export function judgeContent(admission: Admission, rawParams: Record<string, string>): JudgedCall {
  const { client, endpoint, headers, now, body } = admission;
  requireMediaType(admission);
  const call = {
    requestId: headers.requestId,
    client,
    params: pathIds(rawParams),
    query: judgeQuery(admission.target, endpoint.query),
    now,
  };
  if (admission.method === 'GET') return { ...call, body: undefined };
  if (body.kind === 'multipart') {
    if (body.problem) throw body.problem;
    return { ...call, body: undefined, upload: body.upload };
  }
  const parsed = body.bytes.length === 0 && mayBeAbsent(endpoint) ? {} : parseStrictJson(body.bytes);
  if (endpoint.accepts === 'json' && endpoint.body === undefined) return { ...call, body: parsed };
  const dto = bodyClass(endpoint, { ...call, body: parsed });
  const { value, errors } = validateBody(dto, parsed, { now, clientId: client.clientId });
  if (errors.length > 0) throw new Problem('PARTNER_VALIDATION_FAILED', { errors });
  return { ...call, body: value };
}

function mayBeAbsent({ accepts, body }: PartnerEndpointOptions): boolean {
  return accepts === 'optional-json' || accepts === 'none' || (accepts === undefined && body === undefined);
}

function bodyClass({ body }: PartnerEndpointOptions, call: JudgedCall): Class {
  if (body === undefined) return EmptyBody;
  return 'choose' in body ? body.choose(call) : body;
}
