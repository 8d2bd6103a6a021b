import { PRODUCTS, SCOPES, type Product, type Scope } from '@oceafin/contracts';
import { PartnerAdministration, type IssuedSecret } from '@oceafin/partner-access';
import { Command, InvalidArgumentError, Option } from 'commander';
import { partnersConfig } from './config';
import { writeCredentials } from './credentials-file';

const SECONDS_PER_HOUR = 3_600;

const program = new Command('partners').description(
  'Administers partners and their clients. Reads ACCESS_ADMIN_DATABASE_URL and ACCESS_KEK.',
);

const scopes = new Option('--scopes <list>', `comma-separated of ${SCOPES.join(', ')}; default all`)
  .argParser(words(SCOPES))
  .default([...SCOPES], 'all');
const credentials = new Option('--env-file <path>', 'write the credentials there instead of showing them');
const baseUrl = new Option('--base-url <url>', 'goes into the credentials file').default(
  'http://127.0.0.1:8080',
);

interface CredentialOptions {
  envFile?: string;
  baseUrl: string;
}

program
  .command('create')
  .description('makes a partner with its first client')
  .requiredOption('--name <name>', 'lower-case letters, digits and dashes')
  .addOption(new Option('--mode <mode>').choices(['sandbox', 'live']).default('sandbox'))
  .addOption(new Option('--products <list>').argParser(words(PRODUCTS)).default([...PRODUCTS], 'all'))
  .option('--client-id <id>', 'default: one of ours')
  .addOption(scopes)
  .addOption(credentials)
  .addOption(baseUrl)
  .action(
    async (
      options: CredentialOptions & {
        name: string;
        mode: 'sandbox' | 'live';
        products: Product[];
        clientId?: string;
        scopes: Scope[];
      },
    ) =>
      withAdministration(async (administration) => {
        await administration.createPartner(options);
        hand(await administration.addClient({ ...options, partner: options.name }), options);
      }),
  );

program
  .command('add-client')
  .description('adds a client to a partner')
  .requiredOption('--partner <name>')
  .option('--client-id <id>', 'default: one of ours')
  .addOption(scopes)
  .addOption(credentials)
  .addOption(baseUrl)
  .action(async (options: CredentialOptions & { partner: string; clientId?: string; scopes: Scope[] }) =>
    withAdministration(async (administration) => hand(await administration.addClient(options), options)),
  );

program
  .command('rotate')
  .description("issues a client's next secret; the one in use stays good for a while")
  .argument('<client-id>')
  .option('--overlap-hours <hours>', 'how long the secret in use stays good', hours, 24)
  .addOption(credentials)
  .addOption(baseUrl)
  .action(async (clientId: string, options: CredentialOptions & { overlapHours: number }) =>
    withAdministration(async (administration) =>
      hand(await administration.rotate(clientId, options.overlapHours * SECONDS_PER_HOUR), options),
    ),
  );

for (const [name, active] of [
  ['disable', false],
  ['enable', true],
] as const) {
  program
    .command(name)
    .description(`${name}s a client, or a partner with all its clients, within 5 seconds`)
    .addOption(new Option('--client <id>').conflicts('partner'))
    .option('--partner <name>')
    .action(async (options: { client?: string; partner?: string }) =>
      withAdministration(async (administration) => {
        if (options.client) await administration.setClientActive(options.client, active);
        else if (options.partner) await administration.setPartnerActive(options.partner, active);
        else throw new InvalidArgumentError('give --client or --partner');
      }),
    );
}

program
  .command('list')
  .description('shows all partners with their clients')
  .action(async () =>
    withAdministration(async (administration) =>
      console.log(JSON.stringify(await administration.list(), null, 2)),
    ),
  );

program
  .command('rotate-kek')
  .description('seals every secret with ACCESS_KEK that ACCESS_KEK_PREVIOUS sealed')
  .action(async () =>
    withAdministration(async (administration) =>
      console.log(`sealed ${await administration.rotateKek()} anew`),
    ),
  );

async function withAdministration(
  work: (administration: PartnerAdministration) => Promise<void>,
): Promise<void> {
  const administration = new PartnerAdministration(partnersConfig());
  try {
    await work(administration);
  } finally {
    await administration.close();
  }
}

function hand(issued: IssuedSecret, { envFile, baseUrl }: CredentialOptions): void {
  if (envFile) {
    writeCredentials(envFile, baseUrl, issued);
    console.log(`${issued.clientId}: credentials are in ${envFile}`);
  } else {
    console.log(`client id      ${issued.clientId}\nclient secret  ${issued.secret}   (shown this once)`);
  }
}

function words<T extends string>(known: readonly T[]): (list: string) => T[] {
  return (list) =>
    list.split(',').map((word) => {
      const found = known.find((each) => each === word.trim());
      if (!found) throw new InvalidArgumentError(`${word.trim()} is none of ${known.join(', ')}.`);
      return found;
    });
}

function hours(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('a number of hours, 0 or more.');
  return value;
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
