import { createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { customerTexts, namedSubjectsOf, subjectText } from '../checks';
import type { SubmissionForm } from '../forms';
import type { CustomerScope } from '../ports/evidence';
import { type Hit, SubjectMarks } from '../ports/subject-marks';
import { EVIDENCE_KEK } from './crypto/customer-keys';

const REMEMBER = `
  INSERT INTO subject_marks (partner_id, mark, customer_id) SELECT $1, unnest($2::bytea[]), $3
  ON CONFLICT DO NOTHING`;

/** A few of each mark, in the order of its index: a partner may have tried one person very often. */
const SAME = `
  SELECT DISTINCT same.id
    FROM unnest($2::bytea[]) AS k (mark)
   CROSS JOIN LATERAL (
     SELECT m.customer_id AS id FROM subject_marks m JOIN customers c USING (customer_id)
      WHERE m.partner_id = $1 AND m.mark = k.mark AND m.customer_id <> $3 AND c.status <> 'CLOSED'
      ORDER BY m.customer_id LIMIT 10
   ) same
   ORDER BY 1 LIMIT 10`;

const DISMISS = `
  INSERT INTO dismissed_hits (partner_id, mark, entry_id, customer_id)
  SELECT $1, mark, entry_id, $4 FROM unnest($2::bytea[], $3::text[]) AS h (mark, entry_id)
  ON CONFLICT DO NOTHING`;

const DISMISSED = `
  SELECT mark, entry_id AS "entryId" FROM dismissed_hits WHERE partner_id = $1 AND mark = ANY($2::bytea[])`;

/** Marks in PostgreSQL. Each partner has a key of its own, so that the same person's marks differ between partners. */
@Injectable()
export class PgSubjectMarks extends SubjectMarks {
  constructor(@Inject(EVIDENCE_KEK) private readonly kek: Buffer) {
    super();
  }

  override async remember(tx: EntityManager, scope: CustomerScope, form: SubmissionForm): Promise<void> {
    const marks = customerTexts(form).map((text) => this.mark(scope.partnerId, text));
    await tx.query(REMEMBER, [scope.partnerId, marks, scope.customerId]);
  }

  override async sameAs(tx: EntityManager, scope: CustomerScope, form: SubmissionForm): Promise<string[]> {
    const marks = customerTexts(form).map((text) => this.mark(scope.partnerId, text));
    const rows = await tx.query<{ id: string }[]>(SAME, [scope.partnerId, marks, scope.customerId]);
    return rows.map((row) => row.id);
  }

  override async dismiss(
    tx: EntityManager,
    scope: CustomerScope,
    form: SubmissionForm,
    hits: readonly Hit[],
  ): Promise<void> {
    const known = new Map(this.subjects(scope.partnerId, form).map(({ pointer, mark }) => [pointer, mark]));
    const found = hits.filter(({ pointer }) => known.has(pointer));
    const marks = found.map(({ pointer }) => known.get(pointer));
    const entries = found.map((hit) => hit.entryId);
    await tx.query(DISMISS, [scope.partnerId, marks, entries, scope.customerId]);
  }

  override async dismissed(tx: EntityManager, scope: CustomerScope, form: SubmissionForm): Promise<Hit[]> {
    const subjects = this.subjects(scope.partnerId, form);
    const marks = subjects.map((one) => one.mark);
    const rows = await tx.query<{ mark: Buffer; entryId: string }[]>(DISMISSED, [scope.partnerId, marks]);
    return rows.flatMap(({ mark, entryId }) =>
      subjects.filter((one) => one.mark.equals(mark)).map(({ pointer }) => ({ pointer, entryId })),
    );
  }

  private subjects(partnerId: string, form: SubmissionForm): { pointer: string; mark: Buffer }[] {
    return namedSubjectsOf(form).map((one) => ({
      pointer: one.pointer,
      mark: this.mark(partnerId, subjectText(one)),
    }));
  }

  private mark(partnerId: string, text: string): Buffer {
    const key = Buffer.from(hkdfSync('sha256', this.kek, partnerId, 'subject-marks', 32));
    return createHmac('sha256', key).update(text).digest();
  }
}
