import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SubmissionForm } from '../forms';
import { type AnswerRecord, type CustomerScope, Evidence, type SubmissionRecord } from '../ports/evidence';
import { CustomerKeys } from './crypto/customer-keys';
import { open, seal } from './crypto/sealed-box';

interface SubmissionRow {
  round: number;
  submitted_at: Date;
  evidence_digest: string;
  payload: Buffer;
  wrapped_key: Buffer | null;
}
interface AnswerRow {
  answer_id: string;
  requirement_id: string;
  value: Buffer;
}

const INSERT_SUBMISSION = `
  INSERT INTO submissions (submission_id, customer_id, partner_id, round, submitted_at, submitted_by, evidence_digest, payload)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** With the key that it is sealed under: a round is judged by few round trips. */
const SUBMISSION = `
  SELECT round, submitted_at, evidence_digest, payload, wrapped_key
    FROM submissions LEFT JOIN customer_keys USING (customer_id)
   WHERE submission_id = $1 AND customer_id = $2`;

const INSERT_ANSWER = `
  INSERT INTO answers (answer_id, requirement_id, customer_id, partner_id, answered_at, answered_by, value)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/** Evidence in PostgreSQL, each payload sealed under its customer's key and bound to its own id. */
@Injectable()
export class PgEvidence extends Evidence {
  constructor(private readonly keys: CustomerKeys) {
    super();
  }

  override async saveSubmission(
    tx: EntityManager,
    scope: CustomerScope,
    record: SubmissionRecord & { submittedBy: string },
    form: SubmissionForm,
  ): Promise<void> {
    const key = await this.keys.forWriting(tx, scope);
    const { submissionId, round, submittedAt, submittedBy, evidenceDigest } = record;
    const payload = sealJson(key, form, submissionId);
    const facts = [round, submittedAt, submittedBy, evidenceDigest, payload];
    await tx.query(INSERT_SUBMISSION, [submissionId, scope.customerId, scope.partnerId, ...facts]);
  }

  override async submission(
    tx: EntityManager,
    scope: CustomerScope,
    submissionId: string,
  ): Promise<(SubmissionRecord & { form: SubmissionForm }) | null> {
    const [row] = await tx.query<SubmissionRow[]>(SUBMISSION, [submissionId, scope.customerId]);
    if (!row) return null;
    const key = this.keys.unwrap(row.wrapped_key, scope.customerId);
    return {
      submissionId,
      round: row.round,
      submittedAt: row.submitted_at.toISOString(),
      evidenceDigest: row.evidence_digest,
      form: openJson(key, row.payload, submissionId) as SubmissionForm,
    };
  }

  override async saveAnswers(
    tx: EntityManager,
    scope: CustomerScope,
    by: { answeredBy: string; at: string },
    answers: readonly AnswerRecord[],
  ): Promise<void> {
    const key = await this.keys.forWriting(tx, scope);
    for (const { answerId, requirementId, value } of answers) {
      const ids = [answerId, requirementId, scope.customerId, scope.partnerId];
      await tx.query(INSERT_ANSWER, [...ids, by.at, by.answeredBy, sealJson(key, value, answerId)]);
    }
  }

  override async saveNote(
    tx: EntityManager,
    scope: CustomerScope,
    noteId: string,
    text: string,
  ): Promise<string> {
    const box = sealJson(await this.keys.forWriting(tx, scope), text, noteId);
    const sql = 'INSERT INTO notes (note_id, customer_id, partner_id, text) VALUES ($1, $2, $3, $4)';
    await tx.query(sql, [noteId, scope.customerId, scope.partnerId, box]);
    return createHash('sha256').update(box).digest('hex');
  }

  override async notes(
    tx: EntityManager,
    scope: Pick<CustomerScope, 'customerId'>,
    noteIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    if (noteIds.length === 0) return new Map();
    const sql = 'SELECT note_id, text FROM notes WHERE note_id = ANY($1::uuid[]) AND customer_id = $2';
    const rows = await tx.query<{ note_id: string; text: Buffer }[]>(sql, [noteIds, scope.customerId]);
    const key = await this.keys.ifThere(tx, scope.customerId);
    if (!key) return new Map();
    return new Map(rows.map((row) => [row.note_id, openJson(key, row.text, row.note_id) as string]));
  }

  override async answers(
    tx: EntityManager,
    scope: CustomerScope,
    answerIds: readonly string[],
  ): Promise<AnswerRecord[]> {
    if (answerIds.length === 0) return [];
    const key = await this.keys.forReading(tx, scope.customerId);
    const sql = `SELECT answer_id, requirement_id, value FROM answers
                  WHERE answer_id = ANY($1::uuid[]) AND customer_id = $2
                  ORDER BY array_position($1::uuid[], answer_id)`;
    const rows = await tx.query<AnswerRow[]>(sql, [answerIds, scope.customerId]);
    return rows.map((row) => ({
      answerId: row.answer_id,
      requirementId: row.requirement_id,
      value: openJson(key, row.value, row.answer_id),
    }));
  }
}

function sealJson(key: Buffer, value: unknown, context: string): Buffer {
  return seal(key, Buffer.from(JSON.stringify(value)), context);
}

function openJson(key: Buffer, box: Buffer, context: string): unknown {
  return JSON.parse(open(key, box, context).toString());
}
