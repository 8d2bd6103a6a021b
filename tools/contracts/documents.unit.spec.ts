import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { ALL_EVENTS } from '@oceafin/contracts';
import { parse } from 'yaml';
import { asyncApiDocument } from './asyncapi';
import { jsonSchema, schemaPath } from './json-schemas';

const ROOT = join(__dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/asyncapi.yaml');

interface Diagnostic {
  readonly severity: number;
  readonly code: string;
  readonly message: string;
  readonly path: (string | number)[];
}

/** What AsyncAPI's own parser says; in a process of its own, since it brings modules that jest can't load. */
function officialDiagnostics(text: string): Diagnostic[] {
  const script = `const { Parser } = require('@asyncapi/parser');
    new Parser().parse(require('node:fs').readFileSync(0, 'utf8')).then(({ document, diagnostics }) =>
      console.log(JSON.stringify(document ? diagnostics : [{ severity: 0, code: 'unparsable' }, ...diagnostics])));`;
  const out = execFileSync(process.execPath, ['-e', script], { cwd: ROOT, input: text, encoding: 'utf8' });
  return JSON.parse(out) as Diagnostic[];
}

describe('docs/asyncapi.yaml', () => {
  const text = readFileSync(DOCUMENT, 'utf8');

  it('is what the contracts say now: otherwise run npm run contracts', () => {
    const document: unknown = parse(text);
    expect(document).toEqual(JSON.parse(JSON.stringify(asyncApiDocument('1.0.0'))));
  });

  it('has nothing to mend in the eyes of the official parser', () => {
    const found = officialDiagnostics(text);
    // 3.0 is what the partner contract names; the parser would rather see its newest.
    expect(found.filter(({ code }) => code !== 'asyncapi-latest-version')).toEqual([]);
  });

  it('would be refused by it with a dangling reference', () => {
    const broken = text.replace("'#/components/messages/CustomerClosed'", "'#/components/messages/Nobody'");
    const double = text.replace('"#/components/messages/CustomerClosed"', '"#/components/messages/Nobody"');
    expect(
      officialDiagnostics(broken === text ? double : broken).some(({ severity }) => severity === 0),
    ).toBe(true);
  });
});

describe('the JSON Schemas', () => {
  it.each(ALL_EVENTS.map((contract) => [contract.type, contract] as const))(
    '%s is a self-contained JSON Schema 2020-12 named as ce_dataschema, with its golden example',
    (_type, contract) => {
      const written = JSON.parse(readFileSync(join(ROOT, 'docs', schemaPath(contract)), 'utf8')) as {
        $id: string;
        examples: unknown[];
      };
      expect(written).toEqual(JSON.parse(JSON.stringify(jsonSchema(contract))));
      expect(written.$id).toBe(contract.dataschema);
      const validate = addFormats(new Ajv2020({ strict: true, strictTypes: false })).compile(written);
      expect(written.examples.map((example) => validate(example))).toEqual([true]);
    },
  );
});
