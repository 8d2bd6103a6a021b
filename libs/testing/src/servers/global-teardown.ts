import { rm } from 'node:fs/promises';
import { running } from './running';

/** Ends the servers of this run and removes their folders. */
export default async function globalTeardown(): Promise<void> {
  await Promise.all(running.servers.map((server) => server.stop()));
  await Promise.all(running.folders.map((folder) => rm(folder, { recursive: true, force: true })));
}
