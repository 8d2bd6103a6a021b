import { readFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { type HttpAnswer, partnerCredentials, type SentRequest, SignedClient } from '@oceafin/testing';
import { Command, InvalidArgumentError } from 'commander';

interface CallOptions {
  as: string;
  key?: string;
  header: Record<string, string>;
  printBaseString?: boolean;
  file?: string;
  documentType?: string;
  contentType?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.heic': 'image/heic',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
};

/** Answer headers that a partner acts on. */
const TELLING = /^(content-type|x-request-id|idempotency-|retry-after|ratelimit|allow|location|date)/;

function header(line: string, soFar: Record<string, string>): Record<string, string> {
  const colon = line.indexOf(':');
  if (colon < 1) throw new InvalidArgumentError('a header is written "Name: value"');
  return { ...soFar, [line.slice(0, colon).trim()]: line.slice(colon + 1).trim() };
}

/** Paths are meant from where the person is, also below `npm run`. */
const file = (path: string): Buffer =>
  readFileSync(path === '-' ? 0 : resolve(process.env.INIT_CWD ?? process.cwd(), path));

function printBase(sent: SentRequest): void {
  const signature = String(sent.headers['x-partner-signature']);
  process.stdout.write(`--- base string ---\n${sent.baseString}\n--- signature ---\n${signature}\n---\n`);
}

function print(answer: HttpAnswer): void {
  console.log(`HTTP ${answer.status}`);
  for (const [name, value] of Object.entries(answer.headers)) {
    if (TELLING.test(name)) console.log(`${name}: ${String(value)}`);
  }
  if (answer.rawBody.length === 0) return;
  const isJson = /json/.test(answer.headers['content-type'] ?? '');
  console.log(`\n${isJson ? JSON.stringify(answer.json(), null, 2) : answer.text}`);
}

async function call(
  method: string,
  path: string,
  bodyPath: string | undefined,
  options: CallOptions,
): Promise<void> {
  const client = new SignedClient({
    ...partnerCredentials(options.as),
    onSend: options.printBaseString ? printBase : undefined,
  });
  const rest = { headers: options.header, idempotencyKey: options.key };
  const answer =
    options.file === undefined
      ? await client.request({
          ...rest,
          method,
          path,
          body: bodyPath === undefined ? undefined : file(bodyPath),
        })
      : await client.upload(
          path,
          {
            documentType: options.documentType ?? 'OTHER',
            file: file(options.file),
            fileName: basename(options.file),
            contentType:
              options.contentType ?? TYPES[extname(options.file).toLowerCase()] ?? 'application/pdf',
          },
          rest,
        );
  print(answer);
  process.exitCode = answer.status < 400 ? 0 : 1;
}

new Command('call')
  .description('Signs a request as a partner of the local stack, sends it and prints the answer.')
  .argument('<method>', 'GET, POST, PATCH, DELETE', (method) => method.toUpperCase())
  .argument('<path>', 'below /partner/v1, e.g. /customers?limit=10', (path) => {
    if (!path.startsWith('/')) throw new InvalidArgumentError('a path starts with /');
    return path;
  })
  .argument('[body]', 'a file with the body, sent byte for byte; - reads standard input')
  .option('--as <name>', 'partner: a file .local/partners/<name>.env', 'acme')
  .option('--key <key>', 'Idempotency-Key; a random one otherwise')
  .option('--header <line>', '"Name: value", repeatable', header, {})
  .option('--print-base-string', 'show what is signed')
  .option('--file <path>', 'upload this file as multipart/form-data')
  .option('--document-type <type>', 'of the file, e.g. PASSPORT')
  .option('--content-type <type>', 'declared type of the file; by its extension otherwise')
  .addHelpText('after', '\nExample: npm run call -- POST /customers examples/bodies/create-customer.json')
  .action(call)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
