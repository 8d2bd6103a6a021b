import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers' ids without their values, in their order. */
const ids = (answers: string): string => `
  (SELECT COALESCE(jsonb_agg(answer - 'value' ORDER BY n), '[]')
     FROM jsonb_array_elements(${answers}) WITH ORDINALITY AS a (answer, n))`;

const UP = [
  `UPDATE case_events SET event = jsonb_set(event, '{answers}', ${ids(`event->'answers'`)})
    WHERE event->>'type' = 'MissingInfoAnswered'`,
  `UPDATE onboarding_cases SET state = jsonb_set(state, '{answers}', ${ids(`state->'answers'`)})
    WHERE jsonb_array_length(state->'answers') > 0`,
];

/** Events and states kept what partners answered in clear, beside the sealed answers; they need the ids alone. */
export class TakeAnswersOutOfEvents1790000200000 implements MigrationInterface {
  readonly name = 'TakeAnswersOutOfEvents1790000200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** What was taken out is still sealed in `answers`; nobody needs it back. */
  async down(): Promise<void> {}
}
