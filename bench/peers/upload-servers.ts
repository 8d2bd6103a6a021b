import { fork, type ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import Fastify from 'fastify';
import { projectRoot } from '../../tools/local-stack/project-root';

export type UploadPeer = 'bare' | 'multipart';

/** A server that takes uploads and does nothing else, as a process of its own. */
export class UploadServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly origin: string,
  ) {}

  static async start(peer: UploadPeer): Promise<UploadServer> {
    const child = fork(__filename, [peer]);
    const [port] = (await once(child, 'message')) as [number];
    return new UploadServer(child, `http://127.0.0.1:${port}`);
  }

  get pid(): number {
    return this.child.pid!;
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}

/** Node alone: the body as it comes to a file, its SHA-256 on the way, on disk before the answer. */
async function bare(folder: string): Promise<number> {
  const server = createServer((request, response) => {
    const digest = createHash('sha256');
    const path = join(folder, randomUUID());
    const hashed = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        digest.update(chunk);
        yield chunk;
      }
    };
    const stored = async (): Promise<void> => {
      await pipeline(request, hashed, createWriteStream(path));
      const file = await open(path);
      await file.sync();
      await file.close();
      response.writeHead(201).end(digest.digest('hex'));
    };
    stored().catch(() => response.writeHead(500).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** The usual way: @fastify/multipart and its saveRequestFiles. */
async function multipart(): Promise<number> {
  // Installed in bench/ and not in the project.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const plugin = require(join(projectRoot(), 'bench/node_modules/@fastify/multipart')) as never;
  const app = Fastify();
  await app.register(plugin, { limits: { fileSize: 20 * 1024 * 1024 } });
  app.post('/partner/v1/files', async (request, reply) => {
    await (request as unknown as { saveRequestFiles(): Promise<unknown> }).saveRequestFiles();
    return reply.status(201).send('saved');
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

async function serve(peer: UploadPeer): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'oceafin-bench-upload-'));
  process.on('SIGTERM', () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
  process.on('disconnect', () => process.exit(0));
  process.send!(peer === 'bare' ? await bare(folder) : await multipart());
}

if (require.main === module) void serve(process.argv[2] as UploadPeer);
