import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { freePort } from '../../../tools/local-stack/process/ports';
import { TcpProxy } from './tcp-proxy';

describe('the TCP proxy', () => {
  let upstream: Server;
  let proxy: TcpProxy;
  const echo = (socket: Socket): void => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  };

  beforeEach(async () => {
    const upstreamPort = await freePort();
    upstream = createServer(echo).listen(upstreamPort, '127.0.0.1');
    await once(upstream, 'listening');
    proxy = new TcpProxy(await freePort(), upstreamPort);
    await proxy.listen();
  });

  afterEach(async () => {
    await proxy.close();
    await new Promise((resolve) => upstream.close(resolve));
  });

  const dial = async (): Promise<Socket> => {
    const socket = connect(proxy.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };

  const ask = async (socket: Socket, text: string): Promise<string> => {
    socket.write(text);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString();
  };

  it('passes both ways, and ends with either side', async () => {
    const socket = await dial();
    expect(await ask(socket, 'hello')).toBe('hello');
    socket.end();
    await once(socket, 'close');
  });

  it('resets what is open when cut, and takes new connections', async () => {
    const socket = await dial();
    await ask(socket, 'a');
    const failed = once(socket, 'error');
    proxy.cut();
    expect(((await failed) as [NodeJS.ErrnoException])[0].code).toBe('ECONNRESET');
    expect(proxy.cuts).toBe(1);
    const again = await dial();
    expect(await ask(again, 'b')).toBe('b');
    again.destroy();
  });

  it('refuses until told otherwise', async () => {
    proxy.refuse(true);
    const socket = connect(proxy.port, '127.0.0.1');
    await once(socket, 'error');
    proxy.refuse(false);
    const again = await dial();
    expect(await ask(again, 'b')).toBe('b');
    again.destroy();
  });

  it('delays each way', async () => {
    const socket = await dial();
    await ask(socket, 'warm');
    proxy.delayMs = 50;
    const began = performance.now();
    await ask(socket, 'slow');
    expect(performance.now() - began).toBeGreaterThanOrEqual(95);
    socket.destroy();
  });
});
