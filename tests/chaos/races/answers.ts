import type { HttpAnswer } from '@oceafin/testing';

/** What a caller got for one attempt; `undefined` where no answer came. */
export interface Seen {
  readonly status: number;
  readonly code?: string;
  readonly body: string;
  readonly replayed: boolean;
  readonly retryAfter: boolean;
}

export const UNAVAILABLE: readonly number[] = [429, 503];

export async function seen(answering: Promise<HttpAnswer>): Promise<Seen | undefined> {
  const answer = await answering.catch(() => undefined);
  if (!answer) return undefined;
  const { status, headers, text } = answer;
  const code = status < 400 ? undefined : answer.json<{ code: string }>().code;
  const replayed = headers['idempotency-replayed'] === 'true';
  return { status, code, body: text, replayed, retryAfter: headers['retry-after'] !== undefined };
}

export const isDecided = (answer: Seen | undefined): answer is Seen =>
  answer !== undefined && !UNAVAILABLE.includes(answer.status) && !isInFlight(answer);

const isInFlight = ({ status, code }: Seen): boolean =>
  status === 409 && code === 'PARTNER_IDEMPOTENCY_IN_FLIGHT';

/**
 * What is wrong with the answers that all callers of one key got together: by section 2 one of them is the first, the
 * others are its bytes again, and nobody is told anything else but to come back.
 */
export function faultsOfKey(answers: readonly (Seen | undefined)[], mayBeLost: boolean): string[] {
  const faults = new Set<string>();
  const decided = answers.filter(isDecided);
  for (const answer of answers) {
    if (!answer) {
      if (!mayBeLost) faults.add('no answer, and nothing was killed');
    } else if (decided.includes(answer)) {
      if (answer.status !== 201) faults.add(`${answer.status} ${answer.body}`);
    } else if (!answer.retryAfter) {
      faults.add(`${answer.status} ${answer.code} without Retry-After`);
    }
  }
  const bodies = new Set(decided.map(({ body }) => body));
  if (bodies.size > 1) faults.add(`${bodies.size} different answers`);
  if (decided.length === 0) faults.add('never answered');
  const firsts = decided.filter(({ replayed }) => !replayed).length;
  const wasLost = answers.includes(undefined) || answers.some((answer) => answer?.status === 503);
  if (firsts > 1) faults.add(`${firsts} answers claim to be the first`);
  if (firsts === 0 && !wasLost) faults.add('every answer claims to be a replay');
  return [...faults];
}

export type Spent = 'WON' | 'REPLAYED' | 'UNKNOWN' | 'WRONG';

/** What an answer says of the nonce: 429 comes after it was spent, 503 before or after. */
export function spentBy(answer: Seen | undefined): Spent {
  if (!answer || answer.status === 503) return 'UNKNOWN';
  if (answer.status === 200 || answer.status === 429) return 'WON';
  return answer.code === 'PARTNER_NONCE_REPLAYED' ? 'REPLAYED' : 'WRONG';
}

/** What is wrong with how the requests that shared one nonce came out. */
export function faultOfNonce(spent: readonly Spent[]): string | undefined {
  const count = (what: Spent): number => spent.filter((one) => one === what).length;
  if (count('WRONG') > 0) return 'neither accepted nor PARTNER_NONCE_REPLAYED';
  if (count('WON') > 1) return `accepted ${count('WON')} times`;
  if (count('WON') === 0 && count('UNKNOWN') === 0) return 'accepted by nobody';
  return undefined;
}
