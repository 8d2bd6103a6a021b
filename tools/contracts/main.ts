import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { stringify } from 'yaml';
import { ALL_EVENTS } from '@oceafin/contracts';
import { documentedApps } from '../api-docs/apps';
import { asyncApiDocument } from './asyncapi';
import { catalogue } from './catalogue';
import { consumersOf } from './consumers';
import { judge } from './gate';
import { writeJsonSchemas } from './json-schemas';
import { addRevisions, readPublished } from './published';

const VERSION = '1.0.0';
const ROOT = join(__dirname, '../../..');
const PUBLISHED = join(ROOT, 'libs/contracts/published');
const DOCS = join(ROOT, 'docs');

async function main(): Promise<void> {
  const published = readPublished(PUBLISHED);
  const { breaks, additions } = judge(ALL_EVENTS, published);
  if (breaks.length > 0) {
    console.error(breaks.join('\n'));
    console.error('\nThis breaks what was promised. docs/event-versions.md says how events may change.');
    process.exit(1);
  }
  addRevisions(PUBLISHED, published, additions);
  for (const type of additions.keys()) console.log(`published a revision of ${type}`);
  writeJsonSchemas(DOCS);
  const asyncApi = stringify(asyncApiDocument(VERSION), { lineWidth: 0, aliasDuplicateObjects: false });
  writeFileSync(join(DOCS, 'asyncapi.yaml'), await format(asyncApi, { parser: 'yaml', printWidth: 110 }));
  // Formatted tables would be as wide as their longest list of words.
  writeFileSync(join(DOCS, 'events.md'), catalogue(consumersOf(documentedApps())));
  process.exit(0);
}

void main();
