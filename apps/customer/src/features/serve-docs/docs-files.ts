import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** A file as it is sent. */
export interface DocsFile {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

const SWAGGER_UI_FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const CONTRACT_FILES: Readonly<Record<string, string>> = {
  'openapi.json': 'application/json; charset=utf-8',
  'asyncapi.yaml': 'application/yaml; charset=utf-8',
  'events.md': 'text/markdown; charset=utf-8',
  'event-versions.md': 'text/markdown; charset=utf-8',
};

const SCHEMAS = 'schemas';
const SCHEMA_TYPE = 'application/schema+json; charset=utf-8';

const INDEX = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Oceafin partner API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" sizes="32x32" />
  </head>
  <body>
    <p>
      <a href="/docs/openapi.json">OpenAPI</a> · <a href="/docs/asyncapi.yaml">AsyncAPI</a> ·
      <a href="/docs/events.md">events</a> · <a href="/docs/event-versions.md">how events change</a>
    </p>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** Requests need a signature, so that trying them out from the page can't work. */
const START = `SwaggerUIBundle({
  url: '/docs/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  supportedSubmitMethods: [],
});
`;

/**
 * Every file of `/docs`, by its path below it ('' is the page itself), read once: nothing else can be asked for.
 * @param contractsDir folder of the generated documents and event schemas; what isn't there isn't served
 */
export function docsFiles(contractsDir: string): ReadonlyMap<string, DocsFile> {
  const swaggerUi = dirname(require.resolve('swagger-ui-dist/package.json'));
  const files = new Map<string, DocsFile>([
    ['', { mediaType: 'text/html; charset=utf-8', bytes: Buffer.from(INDEX) }],
    ['start.js', { mediaType: 'text/javascript; charset=utf-8', bytes: Buffer.from(START) }],
  ]);
  const add = (folder: string, names: Readonly<Record<string, string>>): void => {
    for (const [name, mediaType] of Object.entries(names)) {
      const path = join(folder, name);
      if (existsSync(path)) files.set(name, { mediaType, bytes: readFileSync(path) });
    }
  };
  add(swaggerUi, SWAGGER_UI_FILES);
  add(contractsDir, CONTRACT_FILES);
  add(contractsDir, schemasIn(contractsDir));
  return files;
}

/** The JSON Schema of every event, at the path that its `dataschema` names. */
function schemasIn(contractsDir: string): Record<string, string> {
  const folder = join(contractsDir, SCHEMAS);
  if (!existsSync(folder)) return {};
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const schemas = paths.filter((path) => path.endsWith('.json'));
  return Object.fromEntries(schemas.map((path) => [`${SCHEMAS}/${path.replaceAll(sep, '/')}`, SCHEMA_TYPE]));
}

/** The project's `docs` folder, seen from the sources and from the build alike. */
export function projectDocs(from: string = __dirname): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, 'docs');
  }
  throw new Error('No folder above this file holds a package.json.');
}
