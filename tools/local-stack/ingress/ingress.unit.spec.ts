import { once } from 'node:events';
import { Agent, createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@oceafin/testing';
import { openUpstream } from './open-upstream';
import { createIngress, type IngressOptions } from './server';

/** An app that says exactly what it is told to, and keeps exactly what it was sent. */
interface RawApp {
  readonly port: number;
  readonly received: () => string;
  readonly sockets: Socket[];
}

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function rawApp(onData: (received: string, socket: Socket) => void): Promise<RawApp> {
  let received = '';
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    closers.push(() => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      onData(received, socket);
    });
  });
  return { port: await listen(server), received: () => received, sockets };
}

/** Answers once the whole request, as its head ends or as its body ends in `until`, is there. */
const answering =
  (answer: string, until = '\r\n\r\n') =>
  (received: string, socket: Socket): void => {
    if (received.endsWith(until)) socket.write(answer);
  };

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const PATH = '/partner/v1/me';

async function ingress(ports: number[], options: Partial<IngressOptions> = {}): Promise<number> {
  const upstreams = { customer: ports, file: ports, onboarding: ports };
  const server = createIngress({ upstreams, connectTimeoutMs: 10_000, idleTimeoutMs: 30_000, ...options });
  closers.push(() => server.closeAllConnections());
  return listen(server);
}

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

function client(port: number): { socket: Socket; received: () => string } {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  closers.push(() => socket.destroy());
  return { socket, received: () => received };
}

/** Sends bytes and gives all that came back until `ends` holds. */
async function talk(port: number, bytes: string, ends: RegExp): Promise<string> {
  const { socket, received } = client(port);
  socket.write(bytes, 'latin1');
  return eventually(() => {
    if (!ends.test(received())) throw new Error(`not yet: ${JSON.stringify(received())}`);
    return received();
  });
}

describe('the ingress', () => {
  it('passes target, header case, order and duplicates on byte for byte', async () => {
    const app = await rawApp(answering(OK));
    const target = `${PATH}//a/../b%2F%e4?q=%7E&&x=;'"|{}`;
    await talk(
      await ingress([app.port]),
      `GET ${target} HTTP/1.1\r\nhOsT: h:1\r\nX-B: 2\r\nx-a: 1\r\nX-B:  3 \r\n\r\n`,
      /ok$/,
    );
    const [requestLine, ...headers] = app.received().split('\r\n');
    expect(requestLine).toBe(`GET ${target} HTTP/1.1`);
    expect(headers.slice(0, 4)).toEqual(['hOsT: h:1', 'X-B: 2', 'x-a: 1', 'X-B: 3']);
  });

  it('drops hop-by-hop headers and those named by Connection, both ways, and keeps duplicates of answers', async () => {
    const app = await rawApp(
      answering(
        'HTTP/1.1 201 Made It\r\nConnection: close, X-Secret\r\nX-Secret: s\r\nKeep-Alive: timeout=9\r\nSet-Cookie: a\r\n' +
          'set-cookie: b\r\nDate: D\r\nContent-Length: 2\r\n\r\nok',
      ),
    );
    const answer = await talk(
      await ingress([app.port]),
      `GET ${PATH} HTTP/1.1\r\nHost: h\r\nConnection: X-Hop, Host\r\nX-Hop: 1\r\nTE: trailers\r\nUpgrade: h2c\r\n` +
        'Proxy-Authorization: p\r\nX-Forwarded-For: 9.9.9.9\r\nX-Kept: 1\r\n\r\n',
      /ok$/,
    );
    expect(app.received()).toBe(
      `GET ${PATH} HTTP/1.1\r\nHost: h\r\nX-Kept: 1\r\nX-Forwarded-For: 9.9.9.9, 127.0.0.1\r\nConnection: keep-alive\r\n\r\n`,
    );
    expect(answer).toMatch(
      /^HTTP\/1\.1 201 Made It\r\nSet-Cookie: a\r\nset-cookie: b\r\nDate: D\r\nContent-Length: 2\r\n/,
    );
    expect(answer).not.toMatch(/secret|timeout=9/i);
  });

  it('sends a body of known length and a chunked one as they are', async () => {
    const app = await rawApp(answering(OK, 'BODY-END'));
    const port = await ingress([app.port]);
    await talk(
      port,
      `POST ${PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n\u0000\u00ff.BODY-END`,
      /ok$/,
    );
    expect(app.received()).toMatch(/Content-Length: 11\r\n/);
    expect(app.received()).toMatch(/\r\n\r\n\u0000\u00ff\.BODY-END$/);
    const chunks = await rawApp(answering(OK, '\r\n0\r\n\r\n'));
    await talk(
      await ingress([chunks.port]),
      `POST ${PATH} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
      /ok$/,
    );
    expect(chunks.received()).toMatch(/Transfer-Encoding: chunked\r\n[^]*\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/);
  });

  it('gives a bodyless POST an empty body, not a chunked one', async () => {
    const app = await rawApp(answering(OK));
    await talk(await ingress([app.port]), `POST ${PATH} HTTP/1.1\r\nHost: h\r\n\r\n`, /ok$/);
    expect(app.received()).toMatch(/Content-Length: 0\r\n/);
  });

  it('refuses a request with two framings, and one that is no HTTP, as problems', async () => {
    const app = await rawApp(answering(OK));
    const port = await ingress([app.port]);
    const smuggled = `POST ${PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
    for (const bytes of [
      smuggled,
      'nonsense\r\n\r\n',
      `GET ${PATH} HTTP/1.1\r\n\r\n`,
      `GET ${PATH} HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n`,
      `CONNECT a:1 HTTP/1.1\r\nHost: h\r\n\r\n`,
    ]) {
      const answer = await talk(port, bytes, /\}$/);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toMatch(/application\/problem\+json/);
      expect(answer).toMatch(/"code":"PARTNER_REQUEST_INVALID"/);
    }
    expect(app.received()).toBe('');
  });

  it('refuses headers that are too large by their own status', async () => {
    const bytes = `GET ${PATH} HTTP/1.1\r\nHost: h\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`;
    const answer = await talk(await ingress([await closedPort()]), bytes, /\}$/);
    expect(answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
    expect(answer).toMatch(/"status":431,"code":"PARTNER_REQUEST_INVALID"/);
  });

  it('passes 100-continue on only when the app gives it', async () => {
    const app = await rawApp((received, socket) => {
      if (received.endsWith('\r\n\r\n')) setTimeout(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 50);
      if (received.endsWith('body')) socket.write(OK);
    });
    const { socket, received } = client(await ingress([app.port]));
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n`);
    await eventually(() => expect(received()).toBe('HTTP/1.1 100 Continue\r\n\r\n'));
    socket.write('body');
    await eventually(() => expect(received()).toMatch(/200 OK[^]*ok$/));
  });

  it('passes a refusal on without the body that waited for 100-continue', async () => {
    const app = await rawApp(answering('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno'));
    const head = `POST ${PATH} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n`;
    expect(await talk(await ingress([app.port]), head, /no$/)).toMatch(/^HTTP\/1\.1 413 Too Large\r\n/);
  });

  it('goes on to the next instance when one refuses the connection, whatever the method', async () => {
    const app = await rawApp((received, socket) => {
      if (received.endsWith('abc')) socket.write(OK);
    });
    const port = await ingress([await closedPort(), app.port]);
    for (let turn = 0; turn < 4; turn++) {
      const answer = await talk(
        port,
        `POST ${PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc`,
        /ok$|\}$/,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 200/);
    }
  });

  it('deals requests out in turn', async () => {
    const apps = await Promise.all([1, 2].map(() => rawApp(answering(OK))));
    const port = await ingress(apps.map((app) => app.port));
    for (let turn = 0; turn < 4; turn++) await talk(port, `GET ${PATH} HTTP/1.1\r\nHost: h\r\n\r\n`, /ok$/);
    expect(apps.map((app) => app.received().split('GET ').length - 1)).toEqual([2, 2]);
  });

  it('says 503 with Retry-After when no instance takes it, and echoes a usable request id', async () => {
    const port = await ingress([await closedPort()]);
    const answer = await talk(port, `GET ${PATH} HTTP/1.1\r\nHost: h\r\nX-Request-Id: r-1\r\n\r\n`, /\}$/);
    expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(answer).toMatch(/\r\nX-Request-Id: r-1\r\n/);
    expect(answer).toMatch(/\r\nRetry-After: \d+\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] as string)).toEqual({
      type: 'https://api.oceafin.com/problems/partner-processing-unavailable',
      title: 'PARTNER_PROCESSING_UNAVAILABLE',
      status: 503,
      code: 'PARTNER_PROCESSING_UNAVAILABLE',
      detail: expect.any(String),
      requestId: 'r-1',
      errors: [],
    });
    const repeated = `GET ${PATH} HTTP/1.1\r\nHost: h\r\nX-Request-Id: r-1\r\nX-Request-Id: r-2\r\n\r\n`;
    expect(await talk(port, repeated, /\}$/)).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/);
  });

  it('says 503 once, without trying again, when the app is lost after it was sent the request', async () => {
    let requests = 0;
    const app = await rawApp((_, socket) => {
      requests++;
      socket.destroy();
    });
    const port = await ingress([app.port, app.port]);
    expect(await talk(port, `POST ${PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`, /\}$/)).toMatch(
      /^HTTP\/1\.1 503 /,
    );
    expect(requests).toBe(1);
  });

  it('says 503 when the app stays silent', async () => {
    const app = await rawApp(() => undefined);
    const port = await ingress([app.port], { idleTimeoutMs: 200 });
    expect(await talk(port, `GET ${PATH} HTTP/1.1\r\nHost: h\r\n\r\n`, /\}$/)).toMatch(/^HTTP\/1\.1 503 /);
    await eventually(() => expect(app.sockets[0]?.destroyed).toBe(true));
  });

  it('lets go of the app when the client goes away', async () => {
    const app = await rawApp(() => undefined);
    const { socket } = client(await ingress([app.port]));
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf`);
    await eventually(() => expect(app.received()).toMatch(/half$/));
    socket.destroy();
    await eventually(() => expect(app.sockets[0]?.destroyed).toBe(true));
  });

  it('lets go of an app whose client went away while the connection was made', async () => {
    const app = await rawApp(() => undefined);
    const agent = new Agent();
    const letGo = new Promise<void>((resolve) => {
      const server = createHttpServer((incoming) => {
        void openUpstream(incoming, { agent, ports: [app.port], connectTimeoutMs: 10_000 }).then((outgoing) =>
          outgoing.once('close', resolve).destroy(),
        );
      });
      void listen(server).then((port) =>
        client(port).socket.write(`GET ${PATH} HTTP/1.1\r\nHost: x\r\n\r\n`),
      );
    });
    await letGo;
    agent.destroy();
  });

  it('takes a connection that stands, though this process stood still meanwhile', async () => {
    const app = await rawApp(() => undefined);
    const agent = new Agent();
    const opened = new Promise<void>((resolve, reject) => {
      const server = createHttpServer((incoming) => {
        const opening = openUpstream(incoming, { agent, ports: [app.port], connectTimeoutMs: 20 });
        for (const until = performance.now() + 60; performance.now() < until;);
        opening.then((outgoing) => outgoing.once('close', resolve).destroy(), reject);
      });
      void listen(server).then((port) =>
        client(port).socket.write(`GET ${PATH} HTTP/1.1\r\nHost: x\r\n\r\n`),
      );
    });
    await opened;
    agent.destroy();
  });

  it('cuts an answer short for the client when the app breaks off', async () => {
    const app = await rawApp(answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npartial'));
    const { socket, received } = client(await ingress([app.port]));
    socket.write(`GET ${PATH} HTTP/1.1\r\nHost: h\r\n\r\n`);
    await eventually(() => expect(received()).toMatch(/partial$/));
    app.sockets[0]?.destroy();
    await eventually(() => expect(socket.destroyed).toBe(true));
  });

  it('holds a fast sender back while the app reads slowly', async () => {
    const app = await rawApp((_, socket) => socket.pause());
    const { socket } = client(await ingress([app.port], { idleTimeoutMs: 60_000 }));
    const size = 200 * 1024 * 1024;
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\n`);
    const chunk = Buffer.alloc(1024 * 1024);
    let sent = 0;
    while (sent < size && socket.write(chunk)) sent += chunk.length;
    for (let quiet = 0; quiet < 5 && sent < size;) {
      const before = socket.bytesWritten;
      while (sent < size && socket.writableLength < chunk.length) {
        socket.write(chunk);
        sent += chunk.length;
      }
      await sleep(50);
      quiet = socket.bytesWritten === before ? quiet + 1 : 0;
    }
    expect(socket.bytesWritten).toBeLessThan(64 * 1024 * 1024);
  });

  it('shows an early answer to a client that is still sending', async () => {
    const app = await rawApp((received, socket) => {
      if (received.length < 100_000) socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno');
    });
    const { socket, received } = client(await ingress([app.port]));
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 30000000\r\n\r\n`);
    for (let part = 0; part < 30; part++) socket.write(Buffer.alloc(1_000_000));
    await eventually(() => expect(received()).toMatch(/^HTTP\/1\.1 413 [^]*no/));
  });

  it('shows the app the headers of a request whose body has not begun', async () => {
    const app = await rawApp(answering('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno'));
    const head = `POST ${PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n`;
    expect(await talk(await ingress([app.port]), head, /no$/)).toMatch(/^HTTP\/1\.1 413 Too Large\r\n/);
  });

  it('answers HEAD without a body and keeps the declared length', async () => {
    const app = await rawApp(answering('HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n'));
    const answer = await talk(
      await ingress([app.port]),
      `HEAD ${PATH} HTTP/1.1\r\nHost: h\r\n\r\n`,
      /\r\n\r\n/,
    );
    expect(answer).toMatch(/Content-Length: 42\r\n/);
  });
});
