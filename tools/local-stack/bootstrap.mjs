// What `npm start` runs. Needs nothing but Node: it brings the rest. Everything that newer syntax might
// break on an old Node is imported after Node's version was found good.
import { wrongNode } from './bootstrap/node-version.mjs';

const complaint = wrongNode();
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
const { startLocalStack } = await import('./bootstrap/start.mjs');
await startLocalStack(process.argv.slice(2));
