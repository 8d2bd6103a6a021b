import { SUBSCRIPTIONS } from '@oceafin/contracts';
import { KEY_STATES, type KeyPlace, type KeyState, ParkedMessages } from '@oceafin/messaging';
import { createDataSource } from '@oceafin/platform';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type App, APPS, parkedConfig } from './config';
import { afterReplay, replayLines } from './replay';
import { actLines, keyLines, messageLines } from './show';

interface AppOptions {
  app: App;
}
interface KeyOptions extends AppOptions {
  topic: string;
  key: string;
}

const app = (): Option => new Option('--app <name>', 'whose consumer').choices(APPS).makeOptionMandatory();
const placeOf = ({ app: name, topic, key }: KeyOptions): KeyPlace => ({
  consumer: SUBSCRIPTIONS[name].group,
  topic,
  key,
});

const program = new Command('parked').description(
  "What an app's consumer could not apply. Reads <APP>_DATABASE_WORKER_URL and ACTOR.",
);

program
  .command('list')
  .description('shows the keys that are held back, the longest first')
  .addOption(app())
  .option('--topic <name>')
  .option('--key <key>')
  .addOption(new Option('--state <state>').choices(KEY_STATES))
  .option('--code <code>', 'error code of the first message')
  .option('--limit <n>', 'keys at most', count, 100)
  .action((options: AppOptions & Partial<KeyOptions> & { state?: KeyState; code?: string; limit: number }) =>
    withParked(options.app, async (parked) => {
      const { topic, key, state, code: errorCode, limit } = options;
      const consumer = SUBSCRIPTIONS[options.app].group;
      print(keyLines(await parked.list({ consumer, topic, key, state, errorCode }, limit)));
    }),
  );

oneKey('show', "shows a key's messages in order, and what was done with it")
  .option('--payload', 'headers and values too')
  .option('--limit <n>', 'messages at most', count, 20)
  .action((options: KeyOptions & { payload?: boolean; limit: number }) =>
    withParked(options.app, async (parked) => {
      const place = placeOf(options);
      print(keyLines(await parked.list(place)));
      print(messageLines(await parked.messages(place, options.limit), options.payload === true));
      print(actLines(await parked.acts(place)));
    }),
  );

program
  .command('replay')
  .description('has the running consumers apply parked messages, each key in order')
  .addOption(app())
  .option('--topic <name>')
  .option('--key <key>', 'only this key; without it every parked key that fits')
  .option('--code <code>', 'error code of the first message')
  .option('--wait <seconds>', 'how long to wait for the outcome', count, 30)
  .action((options: AppOptions & Partial<KeyOptions> & { code?: string; wait: number }) =>
    withParked(options.app, async (parked, actor) => {
      const { topic, key, code: errorCode } = options;
      const consumer = SUBSCRIPTIONS[options.app].group;
      const places = await parked.replay({ consumer, topic, key, errorCode }, actor);
      const results = await afterReplay(parked, places, options.wait * 1_000);
      print(replayLines(results));
      if (results.some(({ left }) => left)) process.exitCode = 1;
    }),
  );

oneKey('discard', "gives up a key's first message, or the versions missing before it, for good")
  .addOption(new Option('--message <id>', 'the message as `show` numbers it').conflicts('missing'))
  .option('--missing', 'the versions that are missing before the first message')
  .requiredOption('--reason <text>', 'kept in the audit')
  .action((options: KeyOptions & { message?: string; missing?: boolean; reason: string }) =>
    withParked(options.app, async (parked, actor) => {
      const { message, missing, reason } = options;
      if (missing) await parked.giveUpMissing(placeOf(options), { actor, reason });
      else if (message) await parked.discard(placeOf(options), { parkedId: message, actor, reason });
      else throw new Error('Say which: --message <id> or --missing.');
      const left = await parked.list(placeOf(options));
      print(left.length > 0 ? keyLines(left) : ['discarded, nothing left']);
    }),
  );

function oneKey(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .addOption(app())
    .requiredOption('--topic <name>')
    .requiredOption('--key <key>');
}

async function withParked(
  name: App,
  work: (parked: ParkedMessages, actor: string) => Promise<void>,
): Promise<void> {
  const { databaseUrl, actor } = parkedConfig(name);
  const db = await createDataSource({
    url: databaseUrl,
    applicationName: 'parked',
    poolSize: 4,
    connectTimeoutMs: 30_000,
  }).initialize();
  try {
    await work(new ParkedMessages(db), actor);
  } finally {
    await db.destroy();
  }
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1.');
  return value;
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
