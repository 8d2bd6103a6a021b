import { TOPICS } from '@oceafin/contracts';
import type { Finding } from '../load/acknowledged';
import type { Evidence } from './evidence';

/** Every answered mutation is kept with its effect, so that its retry gets the same bytes. */
export function checkAnswers({ answered, answers }: Evidence): Finding[] {
  const stored = new Map(answers.map((answer) => [answer.key, answer]));
  return answered.flatMap(({ key, status, sha256 }): Finding[] => {
    const answer = stored.get(key);
    if (!answer) return [{ kind: 'lost', of: key, what: 'the answer for its retries' }];
    if (answer.status === status && answer.sha256 === sha256) return [];
    return [
      { kind: 'doubled', of: key, what: `answered ${status}, a retry would get another ${answer.status}` },
    ];
  });
}

/**
 * Marks say what a customer's next request must see: never less than an acknowledged answer, and never
 * more than its app has told, since that would be waited for in vain.
 */
export function checkMarks({ access, acknowledged, answered, answers, messaging }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const place = (app: string, customerId: string): string => `${app} ${customerId}`;
  const marks = new Map(access.marks.map((mark) => [place(mark.app, mark.customerId), mark.version]));
  const wasAnswered = new Set(answered.map(({ key }) => key));
  for (const { app, key, mark } of answers) {
    if (!mark || !wasAnswered.has(key)) continue;
    const found = marks.get(place(app, mark.customerId)) ?? 0;
    if (found < mark.version)
      findings.push({
        kind: 'stale',
        of: mark.customerId,
        what: `mark of ${app}: ${found}, ${key} set ${mark.version}`,
      });
  }
  for (const { customerId } of acknowledged) {
    if (!marks.has(place('customer', customerId)))
      findings.push({ kind: 'lost', of: customerId, what: 'the mark by which other apps know it' });
  }
  const told = new Map(
    messaging.flatMap(({ app, outboxHeads }) =>
      outboxHeads
        .filter(({ topic }) => topic === OWN_TOPIC.get(app))
        .map(({ key, version }) => [place(app, key), version] as const),
    ),
  );
  for (const { app, customerId, version } of access.marks) {
    const head = told.get(place(app, customerId)) ?? 0;
    if (version > head)
      findings.push({ kind: 'stuck', of: customerId, what: `mark of ${app}: ${version}, told are ${head}` });
  }
  return findings;
}

const OWN_TOPIC = new Map([
  ['customer', TOPICS.customer.name],
  ['file', TOPICS.file.name],
  ['onboarding', TOPICS.onboarding.name],
]);

/** The nonce of an answered request is known, whatever died since: otherwise the request could be sent again by anyone. */
export function checkNonces({ spent, access }: Evidence): Finding[] {
  return spent
    .filter((nonce) => !access.nonces.has(nonce))
    .map((nonce) => ({ kind: 'lost', of: nonce, what: 'the nonce of an answered request' }));
}
