import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDiagram } from './state-diagram';

const DOCUMENT = join(__dirname, '../../../docs/onboarding.md');

/** What stands between the markers of that name, marks included. */
const GENERATED = /(<!-- state diagram: npm run docs -->\n)[^]*?(\n<!-- end of state diagram -->)/;

const document = readFileSync(DOCUMENT, 'utf8');
if (!GENERATED.test(document)) throw new Error('docs/onboarding.md has no place for the state diagram');
const diagram = ['', '```mermaid', stateDiagram(), '```', ''].join('\n');
writeFileSync(
  DOCUMENT,
  document.replace(GENERATED, (_, begin: string, end: string) => begin + diagram + end),
);
