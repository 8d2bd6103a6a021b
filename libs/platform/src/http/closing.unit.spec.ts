import { Agent, request } from 'node:http';
import { Controller, Get, Module } from '@nestjs/common';
import { eventually } from '@oceafin/testing';
import { createApp } from '../bootstrap';

/** The request in work, which ends when a spec lets it. */
let letGo: (() => void) | undefined;

@Controller()
class SlowController {
  @Get('slow')
  slow(): Promise<object> {
    return new Promise((resolve) => (letGo = () => resolve({ done: true })));
  }
}

@Module({ controllers: [SlowController] })
class TestModule {}

describe('closing an app', () => {
  it('finishes what is in flight, on a kept-alive connection too, and closes at once after it', async () => {
    const app = await createApp({ name: 'file', module: TestModule, logger: { level: 'silent' } });
    await app.listen(0, '127.0.0.1');
    const agent = new Agent({ keepAlive: true });
    const url = await app.getUrl();
    const get = (path: string) =>
      new Promise<{ status?: number; connection?: string }>((resolve, reject) => {
        request(`${url}${path}`, { agent }, (answer) => {
          answer
            .resume()
            .on('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection }));
        })
          .on('error', reject)
          .end();
      });
    expect(await get('/health/live')).toEqual({ status: 200, connection: 'keep-alive' });
    const inFlight = get('/slow');
    await eventually(() => expect(letGo).toBeDefined());
    const closed = app.close();
    await eventually(() => expect(app.getHttpServer().listening).toBe(false));
    letGo!();
    expect(await inFlight).toEqual({ status: 200, connection: 'close' });
    const began = performance.now();
    await closed;
    // Connections that are kept alive would hold it up for 72 s.
    expect(performance.now() - began).toBeLessThan(30_000);
    await expect(get('/health/live')).rejects.toThrow();
    agent.destroy();
  });
});
