import { isJson, judgeQuery, pathIds } from '@oceafin/partner-access';
import { parseStrictJson, Problem, validateBody } from '@oceafin/platform';
import type { OperatorAdmission } from './operator-admission';
import type { OperatorCall } from './operator-call';

class EmptyBody {}

/** Media type, path ids, query, JSON and the body by itself, in this order; throws the first Problem. */
export function judgeOperatorContent(
  admission: OperatorAdmission,
  rawParams: Record<string, string>,
  requestId: string,
): Omit<OperatorCall, 'tx'> {
  const { body, contentType, endpoint, method, now, operator, target } = admission;
  if (method !== 'GET' && body.length > 0 && !isJson(contentType)) {
    throw new Problem('PARTNER_MEDIA_TYPE_UNSUPPORTED', {
      detail: 'The body must be application/json in UTF-8.',
    });
  }
  const params = pathIds(rawParams);
  const call = { requestId, operator, params, query: judgeQuery(target, endpoint.query), now };
  if (method === 'GET') return { ...call, body: undefined };
  const parsed = body.length === 0 && mayBeEmpty(admission) ? {} : parseStrictJson(body);
  const { value, errors } = validateBody(endpoint.body ?? EmptyBody, parsed, { now });
  if (errors.length > 0) throw new Problem('OPERATOR_VALIDATION_FAILED', { errors });
  return { ...call, body: value };
}

/** No body says as much as an empty object where nothing in it is required. */
function mayBeEmpty({ endpoint, now }: OperatorAdmission): boolean {
  return !endpoint.body || validateBody(endpoint.body, {}, { now }).errors.length === 0;
}
