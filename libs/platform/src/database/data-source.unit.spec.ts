import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createDataSource } from './data-source';

const message = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};
const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const DYING = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'));

describe('a data source', () => {
  let server: Server;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, DYING])));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('outlives a server that dies in the moment a connection is up', async () => {
    const { port } = server.address() as AddressInfo;
    const url = `postgres://somebody@127.0.0.1:${port}/somewhere`;
    const db = createDataSource({ url, applicationName: 'spec' });
    await expect(db.initialize()).rejects.toThrow(/not queryable|terminat/);
  });
});
