import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Body } from '../../../tools/journey/bodies';
import { projectRoot } from '../../../tools/local-stack/project-root';

/** An outcome as docs/sandbox.md tells it. */
export interface DocumentedOutcome {
  readonly outcome: string;
  /** The body that creates the customer. */
  readonly request: Body;
  readonly way: readonly string[];
}

/** Every outcome of the document, in its order: heading, request, way. */
export function documentedOutcomes(): DocumentedOutcome[] {
  const document = readFileSync(join(projectRoot(), 'docs/sandbox.md'), 'utf8');
  const sections = document.matchAll(/^### (\w+)\n+```json\n(.*?)^```\n+Way: (.+?)$/gms);
  return [...sections].map(([, outcome = '', json = '', way = '']) => ({
    outcome,
    request: JSON.parse(json) as Body,
    way: way.split(' → '),
  }));
}
