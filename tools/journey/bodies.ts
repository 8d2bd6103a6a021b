import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../local-stack/project-root';

/** JSON of a request body; the examples' shapes are the contract's. */
export type Body = Record<string, unknown>;

export interface NamedDocument {
  readonly documentType: string;
  readonly fileAssetId: string;
}

/** A body of `examples/bodies`, brought up to date. */
export function exampleBody(name: string, clientId: string, now = new Date()): Body {
  const path = join(projectRoot(), 'examples/bodies', `${name}.json`);
  return broughtUpToDate(readFileSync(path, 'utf8'), clientId, now);
}

/** The JSON with what time and the caller decide: who attests, when it was collected, numbers of its own. */
export function broughtUpToDate(json: string, clientId: string, now = new Date()): Body {
  const fresh = freshValues(clientId, now);
  return JSON.parse(json, (key, value: unknown) =>
    typeof value === 'string' && key in fresh ? fresh[key]?.() : value,
  ) as Body;
}

function freshValues(clientId: string, now: Date): Record<string, () => string> {
  const minutesAgo = (minutes: number) => (): string =>
    new Date(now.getTime() - minutes * 60_000).toISOString();
  return {
    attestedByClientId: () => clientId,
    displayedAt: minutesAgo(12),
    acceptedAt: minutesAgo(11),
    attestedAt: minutesAgo(10),
    issuedOn: () => localDate(now, -30),
    expiresOn: () => localDate(now, 5 * 365),
    documentNumber: () => `K${randomInt(1_000_000, 10_000_000)}E`,
    businessRegistrationNo: () => `${randomInt(200_000_000, 210_000_000)}G`,
  };
}

/** `YYYY-MM-DD`, so many days from then. */
export function localDate(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Puts the uploaded assets where the example names files, by document type, in the order of the body. */
export function withDocuments(body: Body, uploaded: readonly NamedDocument[]): Body {
  const left = [...uploaded];
  return JSON.parse(JSON.stringify(body), (_key, value: unknown) => {
    if (!isNamedDocument(value)) return value;
    const index = left.findIndex(({ documentType }) => documentType === value.documentType);
    const [asset] = index < 0 ? [] : left.splice(index, 1);
    if (!asset) throw new Error(`the body names a ${value.documentType} that wasn't uploaded`);
    return { ...value, fileAssetId: asset.fileAssetId };
  }) as Body;
}

/** The document types that a body names, in its order. */
export function documentTypesOf(body: Body): string[] {
  const types: string[] = [];
  JSON.stringify(body, (_key, value: unknown) => {
    if (isNamedDocument(value)) types.push(value.documentType);
    return value;
  });
  return types;
}

function isNamedDocument(value: unknown): value is NamedDocument {
  return typeof value === 'object' && value !== null && 'fileAssetId' in value && 'documentType' in value;
}
