import { PRODUCTS, SCOPES, type Product, type Scope } from '@oceafin/contracts';
import {
  type AdministrationOptions,
  type IssuedSecret,
  PartnerAdministration,
} from '@oceafin/partner-access';
import { Command, InvalidArgumentError, Option } from 'commander';
import { writeCredentials } from './credentials-file';
import { type CredentialOptions, credentialOptions, hours, productsOption, scopesOption } from './options';

const SECONDS_PER_HOUR = 3_600;

export interface PartnersProgram {
  /** Read when a command runs. */
  readonly options: () => AdministrationOptions;
  readonly say: (line: string) => void;
}

/** `npm run partners -- …`: every act is one of PartnerAdministration, and audited there. */
export function partnersProgram({ options, say }: PartnersProgram): Command {
  const program = new Command('partners').description(
    'Administers partners and their clients. Reads ACCESS_ADMIN_DATABASE_URL and ACCESS_KEK.',
  );
  const act = async (work: (administration: PartnerAdministration) => Promise<void>): Promise<void> => {
    const administration = new PartnerAdministration(options());
    try {
      await work(administration);
    } finally {
      await administration.close();
    }
  };
  issuing(program, act, say);
  changing(program, act);
  program
    .command('list')
    .description('shows all partners with their clients')
    .action(() => act(async (administration) => say(JSON.stringify(await administration.list(), null, 2))));
  program
    .command('rotate-kek')
    .description('seals every secret with ACCESS_KEK that ACCESS_KEK_PREVIOUS sealed')
    .action(() => act(async (administration) => say(`sealed ${await administration.rotateKek()} anew`)));
  return program;
}

type Act = (work: (administration: PartnerAdministration) => Promise<void>) => Promise<void>;

/** Commands that end with a secret. */
function issuing(program: Command, act: Act, say: PartnersProgram['say']): void {
  const command = (name: string, description: string): Command => {
    const added = program.command(name).description(description);
    for (const option of credentialOptions()) added.addOption(option);
    return added;
  };
  const allScopes = scopesOption().default([...SCOPES], 'all');
  const hand = (issued: IssuedSecret, { envFile, baseUrl }: CredentialOptions): void => {
    if (envFile) {
      writeCredentials(envFile, baseUrl, issued);
      say(`${issued.clientId}: credentials are in ${envFile}`);
    } else {
      say(`client id      ${issued.clientId}\nclient secret  ${issued.secret}   (shown this once)`);
    }
  };

  command('create', 'makes a partner with its first client')
    .requiredOption('--name <name>', 'lower-case letters, digits and dashes')
    .addOption(new Option('--mode <mode>').choices(['sandbox', 'live']).default('sandbox'))
    .addOption(productsOption().default([...PRODUCTS], 'all'))
    .option('--client-id <id>', 'default: one of ours')
    .addOption(allScopes)
    .action(
      (
        given: CredentialOptions & {
          name: string;
          mode: 'sandbox' | 'live';
          products: Product[];
          clientId?: string;
          scopes: Scope[];
        },
      ) =>
        act(async (administration) => {
          await administration.createPartner(given);
          hand(await administration.addClient({ ...given, partner: given.name }), given);
        }),
    );

  command('add-client', 'adds a client to a partner')
    .requiredOption('--partner <name>')
    .option('--client-id <id>', 'default: one of ours')
    .addOption(allScopes)
    .action((given: CredentialOptions & { partner: string; clientId?: string; scopes: Scope[] }) =>
      act(async (administration) => hand(await administration.addClient(given), given)),
    );

  command('rotate', "issues a client's next secret; the one in use stays good for a while")
    .argument('<client-id>')
    .option('--overlap-hours <hours>', 'how long the secret in use stays good', hours, 24)
    .action((clientId: string, given: CredentialOptions & { overlapHours: number }) =>
      act(async (administration) =>
        hand(await administration.rotate(clientId, given.overlapHours * SECONDS_PER_HOUR), given),
      ),
    );
}

/** Commands that hold everywhere within 5 seconds. */
function changing(program: Command, act: Act): void {
  for (const [name, active] of [
    ['disable', false],
    ['enable', true],
  ] as const) {
    program
      .command(name)
      .description(`${name}s a client, or a partner with all its clients, within 5 seconds`)
      .addOption(new Option('--client <id>').conflicts('partner'))
      .option('--partner <name>')
      .action(({ client, partner }: { client?: string; partner?: string }) =>
        act(async (administration) => {
          if (client) await administration.setClientActive(client, active);
          else if (partner) await administration.setPartnerActive(partner, active);
          else throw new InvalidArgumentError('give --client or --partner');
        }),
      );
  }
  program
    .command('set-products')
    .description('replaces what a partner is enabled for, within 5 seconds')
    .requiredOption('--partner <name>')
    .addOption(productsOption().makeOptionMandatory())
    .action(({ partner, products }: { partner: string; products: Product[] }) =>
      act((administration) => administration.setProducts(partner, products)),
    );
  program
    .command('set-scopes')
    .description('replaces what a client may do, within 5 seconds')
    .requiredOption('--client <id>')
    .addOption(scopesOption().makeOptionMandatory())
    .action(({ client, scopes }: { client: string; scopes: Scope[] }) =>
      act((administration) => administration.setScopes(client, scopes)),
    );
}
