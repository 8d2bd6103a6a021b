import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Module } from '@nestjs/common';
import { createApp } from '../bootstrap';

@Controller()
class SlowController {
  @Get('slow')
  async slow(): Promise<object> {
    await sleep(300);
    return { done: true };
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
    await sleep(100);
    const began = performance.now();
    await Promise.all([app.close(), expect(inFlight).resolves.toEqual({ status: 200, connection: 'close' })]);
    expect(performance.now() - began).toBeLessThan(2_000);
    await expect(get('/health/live')).rejects.toThrow();
    agent.destroy();
  });
});
