import { isDeepStrictEqual } from 'node:util';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { EventContract } from '@oceafin/contracts';
import { tolerantSchema } from '@oceafin/messaging';
import { refusals, type Schema } from './refusals';

/** What was promised under an event type at one time; revisions of a type count 1, 2, 3 … */
export interface Revision {
  readonly topic: string;
  readonly dataschema: string;
  readonly schema: Schema;
  readonly golden: unknown;
}

/** Every revision ever published, by event type, oldest first. */
export type Published = ReadonlyMap<string, readonly Revision[]>;

export interface Judgement {
  /** One sentence for each promise that would be broken. */
  readonly breaks: readonly string[];
  /** What is new since the latest revision, and breaks nothing. */
  readonly additions: ReadonlyMap<string, Revision>;
}

/**
 * Judges today's contracts by everything published before. Topics are kept for ever and apps are deployed
 * one after the other, so consumers of today must take every old event, and consumers of every old
 * revision must take today's events.
 */
export function judge(contracts: readonly EventContract[], published: Published): Judgement {
  const today = new Map(contracts.map((contract) => [contract.type, revisionOf(contract)]));
  const breaks: string[] = [];
  const additions = new Map<string, Revision>();
  for (const type of published.keys()) {
    if (!today.has(type)) breaks.push(`${type} is gone, but the log keeps its events for ever.`);
  }
  for (const [type, revision] of today) {
    const revisions = published.get(type) ?? [];
    const broken = revisions.flatMap((old, index) => breaksBetween(old, revision, `${type}, r${index + 1}`));
    breaks.push(...broken);
    const isNew = !isDeepStrictEqual(revisions.at(-1), revision);
    if (isNew && broken.length === 0) additions.set(type, revision);
  }
  return { breaks, additions };
}

function revisionOf({ topic, dataschema, schema, golden }: EventContract): Revision {
  return JSON.parse(JSON.stringify({ topic, dataschema, schema, golden })) as Revision;
}

function breaksBetween(old: Revision, today: Revision, name: string): string[] {
  const reader = tolerantSchema(today.schema);
  const oldReader = tolerantSchema(old.schema);
  return [
    ...(old.topic === today.topic ? [] : ['moved to another topic']),
    ...(old.dataschema === today.dataschema ? [] : ['has another dataschema']),
    ...refusals(old.schema, reader).map((why) => `today's consumer refuses an old event at ${why}`),
    ...refusals(today.schema, oldReader).map((why) => `an old consumer refuses today's event at ${why}`),
    ...(accepts(reader, old.golden) ? [] : ["today's consumer refuses the old golden example"]),
    ...(accepts(oldReader, today.golden) ? [] : ["an old consumer refuses today's golden example"]),
  ].map((why) => `${name}: ${why}`);
}

const ajv = addFormats(new Ajv2020({ strict: false }));

function accepts(schema: Schema, example: unknown): boolean {
  return ajv.validate(schema, example);
}
