import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/**
 * Passes TCP connections on and can do to them what networks do: cut, refuse, delay.
 *
 * Why not toxiproxy: it is a Go program that a machine with nothing but Node can't have from a package
 * registry; what is needed of it is this.
 */
export class TcpProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private server?: Server;
  private refusing = false;
  /** Milliseconds that every piece of data waits, each way. */
  delayMs = 0;
  cuts = 0;

  constructor(
    readonly port: number,
    private readonly upstreamPort: number,
  ) {}

  async listen(): Promise<void> {
    const server = createServer((client) => this.accept(client));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
  }

  /** Resets every connection there is. */
  cut(): void {
    for (const pair of this.pairs) {
      this.cuts += 1;
      for (const socket of pair) socket.resetAndDestroy();
    }
  }

  refuse(refusing: boolean): void {
    this.refusing = refusing;
    if (refusing) this.cut();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
  }

  private accept(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.refusing) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ host: '127.0.0.1', port: this.upstreamPort, noDelay: true });
    client.setNoDelay(true);
    const pair = [client, upstream] as const;
    this.pairs.add(pair);
    upstream.on('error', () => client.resetAndDestroy());
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.pipe(this.delayed()).pipe(to);
      from.once('close', () => {
        this.pairs.delete(pair);
        to.destroy();
      });
    }
  }

  private delayed(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        if (this.delayMs === 0) done(null, chunk);
        else setTimeout(done, this.delayMs, null, chunk);
      },
    });
  }
}
