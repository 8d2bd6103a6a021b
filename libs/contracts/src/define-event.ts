import type { Static, TSchema } from '@sinclair/typebox';

/** What producers, consumers, AsyncAPI and the catalogue know of one event version. */
export interface EventContract<S extends TSchema = TSchema> {
  /** Class name in the past tense, e.g. `CustomerSubmitted`. */
  readonly name: string;
  /** CloudEvents `type`, e.g. `com.oceafin.onboarding.CustomerSubmitted.v1`. */
  readonly type: string;
  /** CloudEvents `source`, e.g. `/oceafin/onboarding`. */
  readonly source: string;
  /** CloudEvents `dataschema`, an absolute URI. */
  readonly dataschema: string;
  readonly topic: string;
  readonly description: string;
  /** The topic keeps only the last event of each key. */
  readonly compacted?: boolean;
  /** JSON Schema 2020-12 of `data`. */
  readonly schema: S;
  /** A complete, valid `data`; replayed against every consumer in tests. */
  readonly golden: Static<S>;
}

export type EventData<C> = C extends EventContract<infer S> ? Static<S> : never;

interface EventSpec<S extends TSchema> {
  name: string;
  version: number;
  description: string;
  schema: S;
  golden: Static<S>;
}

/** A private event between the apps; its topic is kept for ever. */
export function appEvent<S extends TSchema>(app: string, spec: EventSpec<S>): EventContract<S> {
  return {
    name: spec.name,
    type: `com.oceafin.${app}.${spec.name}.v${spec.version}`,
    source: `/oceafin/${app}`,
    dataschema: `https://api.oceafin.com/schemas/${app}/${spec.name}.v${spec.version}.json`,
    topic: `oceafin.${app}.events`,
    description: spec.description,
    schema: spec.schema,
    golden: spec.golden,
  };
}
