import { isDeepStrictEqual } from 'node:util';

/** The part of JSON Schema that event contracts use; anything else can't be judged and is told. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly [keyword: string]: unknown;
}

const ANNOTATIONS = ['$id', '$schema', 'description', 'title', 'examples', 'default'];
const EXACT = ['format', 'pattern'];
const LOWEST = ['minimum', 'minLength', 'minItems'];
const HIGHEST = ['maximum', 'maxLength', 'maxItems'];
const STRUCTURE = [
  'type',
  'enum',
  'const',
  'anyOf',
  'properties',
  'required',
  'additionalProperties',
  'items',
];
const KNOWN = new Set([...ANNOTATIONS, ...EXACT, ...LOWEST, ...HIGHEST, ...STRUCTURE]);

/**
 * Why a value that `produced` allows might be refused by `consumed`, each with its place; none means that
 * every such value is accepted. What it can't prove it counts as refused.
 */
export function refusals(produced: Schema, consumed: Schema, at = ''): string[] {
  const strange = [...Object.keys(produced), ...Object.keys(consumed)].filter((word) => !KNOWN.has(word));
  if (strange.length > 0) return [`${at || '/'}: can't judge ${[...new Set(strange)].join(', ')}`];
  if (produced.anyOf) return produced.anyOf.flatMap((one) => refusals(one, consumed, at));
  if (consumed.anyOf) {
    const accepted = consumed.anyOf.some((one) => refusals(produced, one, at).length === 0);
    return accepted ? [] : [`${at || '/'}: no alternative accepts ${named(produced)}`];
  }
  return [
    ...kind(produced, consumed, at),
    ...values(produced, consumed, at),
    ...bounds(produced, consumed, at),
    ...members(produced, consumed, at),
    ...(consumed.items ? refusals(produced.items ?? {}, consumed.items, `${at}/*`) : []),
  ];
}

function kind(produced: Schema, consumed: Schema, at: string): string[] {
  const same = produced.type === consumed.type;
  const narrower = produced.type === 'integer' && consumed.type === 'number';
  return consumed.type === undefined || same || narrower
    ? []
    : [`${at || '/'}: ${named(produced)} instead of ${consumed.type}`];
}

const wordsOf = (schema: Schema): readonly unknown[] | undefined =>
  'const' in schema ? [schema.const] : schema.enum;

function values(produced: Schema, consumed: Schema, at: string): string[] {
  const accepted = wordsOf(consumed);
  if (!accepted) return [];
  const given = wordsOf(produced);
  if (!given) return [`${at || '/'}: any value instead of ${accepted.join(', ')}`];
  const others = given.filter((one) => !accepted.some((word) => isDeepStrictEqual(word, one)));
  return others.length > 0 ? [`${at || '/'}: unknown ${others.join(', ')}`] : [];
}

function bounds(produced: Schema, consumed: Schema, at: string): string[] {
  const looser = (word: string, holds: (given: number, wanted: number) => boolean): boolean =>
    word in consumed && !(word in produced && holds(Number(produced[word]), Number(consumed[word])));
  return [
    ...EXACT.filter((word) => word in consumed && produced[word] !== consumed[word]),
    ...LOWEST.filter((word) => looser(word, (given, wanted) => given >= wanted)),
    ...HIGHEST.filter((word) => looser(word, (given, wanted) => given <= wanted)),
  ].map((word) => `${at || '/'}: ${word} ${String(consumed[word])} isn't promised`);
}

function members(produced: Schema, consumed: Schema, at: string): string[] {
  const given = produced.properties ?? {};
  const known = consumed.properties ?? {};
  const isClosed = produced.additionalProperties === false;
  return [
    ...(consumed.required ?? [])
      .filter((name) => !produced.required?.includes(name))
      .map((name) => `${at}/${name}: required but not always there`),
    ...Object.entries(known).flatMap(([name, schema]) => {
      const one = given[name] ?? (isClosed ? undefined : {});
      return one ? refusals(one, schema, `${at}/${name}`) : [];
    }),
    ...(consumed.additionalProperties === false
      ? Object.keys(given)
          .filter((name) => !(name in known))
          .map((name) => `${at}/${name}: unknown`)
      : []),
  ];
}

function named(schema: Schema): string {
  return wordsOf(schema)?.join(', ') ?? schema.type ?? 'any value';
}
