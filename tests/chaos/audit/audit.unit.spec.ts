import { TOPICS } from '@oceafin/contracts';
import { evidenceDigest as digestOfProduct } from '../../../apps/onboarding/src/checks';
import { audit } from './audit';
import { republished } from './log-checks';
import { shownSubmission } from './shown-submission';
import { CUSTOMER, FILE, type Plantable, SUBMISSION, wholeEvidence } from './whole-evidence.fixture.spec';

const of = (evidence: Plantable, topic: string) => evidence.log.filter((record) => record.topic === topic);
const drop = (evidence: Plantable, topic: string, version: number): void => {
  evidence.log = evidence.log.filter((record) => record.topic !== topic || record.version !== version);
};
const shown = (evidence: Plantable) => evidence.api.submissions.get(SUBMISSION)!;
const shownCustomer = (evidence: Plantable) => evidence.api.customers.get(CUSTOMER)!;
const history = (evidence: Plantable) => evidence.customer.histories.get(CUSTOMER)!;

/** Exchanges two records of a partition. */
function swap(evidence: Plantable, topic: string, one: number, other: number): void {
  const [a, b] = [one, other].map((version) =>
    of(evidence, topic).find((record) => record.version === version)!,
  );
  const [at, to] = [evidence.log.indexOf(a!), evidence.log.indexOf(b!)];
  [evidence.log[at], evidence.log[to]] = [b!, a!];
}

const DAMAGE: [kind: string, what: string, plant: (evidence: Plantable) => void][] = [
  [
    'lost',
    'an outbox row that was deleted before it was published',
    (e) => drop(e, TOPICS.onboarding.name, 2),
  ],
  ['lost', 'the last event of the feed', (e) => drop(e, TOPICS.partner.name, 4)],
  ['lost', 'an acknowledged customer', (e) => e.customer.customers.pop()],
  ['lost', 'an acknowledged change of the name', (e) => (e.customer.customers[0]!.displayName = 'Old')],
  ['lost', 'acknowledged metadata', (e) => (e.customer.customers[0]!.metadata = { renamedTo: 'Jane' })],
  ['lost', 'evidence that changed after it was attested', (e) => (e.onboarding.submissions[0]!.digest = 'x')],
  ['lost', 'evidence that is not what its digest says', (e) => (shown(e).computed = 'x')],
  ['lost', 'evidence that is shown with another digest', (e) => (shown(e).evidenceDigest = 'x')],
  ['lost', 'a submission that is not shown', (e) => e.api.submissions.clear()],
  ['lost', 'an acknowledged answer to a requirement', (e) => e.onboarding.answers.pop()],
  ['lost', 'an answer that never came into the evidence', (e) => shown(e).fileAssetIds.pop()],
  ['lost', 'an answer kept for retries', (e) => e.answers.pop()],
  ['lost', 'the mark of an acknowledged customer', (e) => e.access.marks.shift()],
  ['lost', 'the nonce of an answered request', (e) => e.access.nonces.delete('nonce-2')],
  ['lost', 'an acknowledged file', (e) => e.file.files.delete(FILE)],
  ['lost', 'a file whose bytes are others', (e) => (e.file.files.get(FILE)!.sha256 = 'b'.repeat(64))],
  [
    'lost',
    'an acknowledged round',
    (e) => e.acknowledged[0]!.submissions.push({ submissionId: 'gone', round: 2 }),
  ],
  ['lost', 'a fact that never entered the history', (e) => history(e).pop()],
  ['lost', 'a sequence', (e) => (history(e)[3]!.sequence = 5)],
  ['lost', 'a line of the timeline', (e) => e.api.timelines.get(CUSTOMER)!.splice(1, 1)],
  [
    'doubled',
    'a second customer of the same reference',
    (e) => e.customer.customers.push({ ...e.customer.customers[0]!, customerId: 'other' }),
  ],
  [
    'doubled',
    'a submission that nobody made',
    (e) =>
      e.onboarding.submissions.push({ ...e.onboarding.submissions[0]!, submissionId: 'second', round: 2 }),
  ],
  [
    'doubled',
    'a message that got a second number',
    (e) => (of(e, TOPICS.file.name)[1]!.id = of(e, TOPICS.file.name)[0]!.id),
  ],
  [
    'doubled',
    'two messages with one number',
    (e) => e.log.push({ ...of(e, TOPICS.partner.name)[0]!, id: 'another', offset: 9 }),
  ],
  [
    'doubled',
    'a message beyond its outbox',
    (e) => e.log.push({ ...of(e, TOPICS.file.name)[1]!, version: 3, id: 'another', offset: 9 }),
  ],
  [
    'doubled',
    'a key that no outbox numbered',
    (e) => e.log.push({ ...of(e, TOPICS.file.name)[1]!, key: 'stranger' }),
  ],
  [
    'doubled',
    'a fact that was applied twice',
    (e) => history(e).push({ ...history(e)[3]!, sequence: 5, eventId: 'event-5' }),
  ],
  [
    'doubled',
    'an answer to a requirement',
    (e) => e.onboarding.answers.push({ ...e.onboarding.answers[0]! }),
  ],
  [
    'doubled',
    'an answer that nobody gave',
    (e) => e.onboarding.answers.push({ customerId: CUSTOMER, requirementId: 'another' }),
  ],
  ['doubled', 'an answer that a retry would not get', (e) => (e.answers[1]!.sha256 = 'f'.repeat(64))],
  ['doubled', 'a consumer beyond its source', (e) => (e.messaging[0]!.inboxHeads[0]!.version = 9)],
  ['doubled', 'a line of the timeline twice', (e) => e.api.timelines.get(CUSTOMER)!.push(history(e)[3]!)],
  ['inverted', 'two messages of a key', (e) => swap(e, TOPICS.onboarding.name, 1, 2)],
  [
    'inverted',
    'two facts of the history',
    (e) => ([history(e)[2]!.fact, history(e)[3]!.fact] = [history(e)[3]!.fact, history(e)[2]!.fact]),
  ],
  ['inverted', 'a status that does not follow the one before', (e) => (history(e)[3]!.from = 'APPROVED')],
  ['stale', 'a row of the status table', (e) => (e.customer.statuses.get(CUSTOMER)!.status = 'SUBMITTED')],
  ['stale', 'the metadata that the API shows', (e) => (shownCustomer(e).metadata = {})],
  ['stale', 'the name that the API shows', (e) => (shownCustomer(e).displayName = 'Old')],
  ['stale', 'a mark that an acknowledged write did not raise', (e) => (e.answers[1]!.mark!.version = 2)],
  ['stale', 'a mark that a write of its app never set', (e) => e.access.marks.pop()],
  ['stuck', 'a mark that nothing will ever reach', (e) => (e.access.marks[1]!.version = 3)],
  ['stale', 'an answer of the API', (e) => (e.api.customers.get(CUSTOMER)!.sequence = 3)],
  ['stale', 'a late snapshot as the last one', (e) => swap(e, TOPICS.customerState.name, 3, 4)],
  ['stale', 'the control that the file app knows', (e) => e.file.controls.set(CUSTOMER, 'CLOSED')],
  ['stale', 'the status that onboarding knows', (e) => e.onboarding.statuses.set(CUSTOMER, 'DRAFT')],
  ['stale', "a file's verdict in onboarding", (e) => (e.onboarding.files.get(FILE)!.status = 'PENDING_SCAN')],
  [
    'stuck',
    'a row that is still in the outbox',
    (e) => e.messaging[1]!.outboxLeft.push({ topic: TOPICS.file.name, key: CUSTOMER, version: 2 }),
  ],
  ['stuck', 'a consumer that is behind', (e) => (e.messaging[2]!.inboxHeads[0]!.version = 3)],
  [
    'stuck',
    'a consumer that never began with the key',
    (e) => e.messaging[2]!.inboxHeads.push({ ...e.messaging[2]!.inboxHeads.shift()!, key: 'other' }),
  ],
  [
    'stuck',
    'a parked key',
    (e) =>
      e.messaging[0]!.parked.push({
        topic: TOPICS.file.name,
        key: CUSTOMER,
        version: 2,
        consumer: 'c',
        code: 'X',
      }),
  ],
  ['stuck', 'a file that is never scanned', (e) => (e.file.files.get(FILE)!.status = 'PENDING_SCAN')],
  ['stuck', 'a case whose step is not taken', (e) => e.onboarding.overdue.push(CUSTOMER)],
  ['stuck', 'a customer that never came to its end', (e) => (e.acknowledged[0]!.endsIn = 'APPROVED')],
];

describe('the audit', () => {
  it('has nothing to say when all agrees', () => {
    expect(audit(wholeEvidence())).toEqual([]);
  });

  it.each(DAMAGE)('calls %s: %s', (kind, _what, plant) => {
    const evidence = wholeEvidence();
    plant(evidence);
    expect(audit(evidence).map((finding) => finding.kind)).toContain(kind);
  });

  it('computes the digest of evidence as the product does, over the files that the partner sent', () => {
    const submission = { supportingDocuments: [{ fileAssetId: FILE }], consentEvidence: { locale: 'en' } };
    const files = [{ fileAssetId: FILE, sha256: 'a'.repeat(64) }];
    const evidenceDigest = digestOfProduct(submission as never, files);
    expect(shownSubmission({ evidenceDigest, submission }, files).computed).toBe(evidenceDigest);
    const others = [{ fileAssetId: FILE, sha256: 'b'.repeat(64) }];
    expect(shownSubmission({ evidenceDigest, submission }, others).computed).not.toBe(evidenceDigest);
  });

  it('counts what was published again, and blames nobody for it', () => {
    const evidence = wholeEvidence();
    evidence.log.push({ ...of(evidence, TOPICS.onboarding.name)[0]!, offset: 9 });
    expect(audit(evidence)).toEqual([]);
    expect(republished(evidence.log)).toBe(1);
  });
});
