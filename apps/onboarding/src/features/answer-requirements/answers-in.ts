import type { FieldError } from '@oceafin/contracts';
import { isUuid } from '@oceafin/platform';
import { isWithin } from '../../rules';
import type { PlacedAnswer } from './answer-judge';

/** The answers of a body that can be judged whatever else is wrong with it. */
export function answersIn(body: unknown, errors: readonly FieldError[]): PlacedAnswer[] {
  const sent: unknown = typeof body === 'object' && body !== null && 'answers' in body ? body.answers : [];
  if (!Array.isArray(sent) || errors.some(({ pointer }) => pointer === '/answers')) return [];
  return sent.flatMap((one: unknown, index) => {
    const wrong = errors.some(({ pointer }) => isWithin(pointer, `/answers/${index}`));
    return !wrong && isAnswer(one) ? [{ ...one, requirementId: one.requirementId.toLowerCase(), index }] : [];
  });
}

function isAnswer(one: unknown): one is { requirementId: string; value: unknown } {
  return (
    typeof one === 'object' &&
    one !== null &&
    'requirementId' in one &&
    'value' in one &&
    typeof one.requirementId === 'string' &&
    isUuid(one.requirementId)
  );
}
