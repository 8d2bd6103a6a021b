import {
  Catch,
  Controller,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
  type RpcExceptionFilter,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import type { CallHandler } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { eventually } from '@oceafin/testing';
import { type Observable, tap, throwError } from 'rxjs';
import { EventContext, MessagePermanentError, Outbox, ParkedMessages } from '../src';
import { MessagingFixture, OrderPlaced } from './fixture.spec';

interface OrderData {
  readonly n: number;
  readonly poison?: boolean;
}

const handled: string[] = [];

class NoteHandled implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { key } = context.switchToRpc().getContext<EventContext>();
    return next.handle().pipe(tap({ complete: () => handled.push(key) }));
  }
}

class InDozens implements PipeTransform<OrderData> {
  transform(data: OrderData): OrderData {
    return { ...data, n: data.n * 12 };
  }
}

@Catch(RangeError)
class OutOfStock implements RpcExceptionFilter {
  catch(): Observable<never> {
    return throwError(() => new MessagePermanentError('OUT_OF_STOCK'));
  }
}

@Controller()
@UseInterceptors(NoteHandled)
@UseFilters(OutOfStock)
class RecordDozens {
  @EventPattern<string>(OrderPlaced.type)
  async on(@Payload(InDozens) data: OrderData, @Ctx() { tx, key }: EventContext): Promise<void> {
    if (data.poison) throw new RangeError('none left');
    await tx.query('INSERT INTO effects (key, value) VALUES ($1, $2)', [key, data.n]);
  }
}

describe("Nest's own parts", () => {
  let fixture: MessagingFixture;
  beforeEach(async () => {
    fixture = await MessagingFixture.create();
  });
  afterEach(() => fixture.close());

  it('stand around a handler as they do anywhere: pipe, interceptor, exception filter', async () => {
    const app = await fixture.start({ controllers: [RecordDozens] });
    const event = (key: string, data: OrderData) => ({ contract: OrderPlaced, key, data });
    await fixture.db.transaction((tx) =>
      app.get(Outbox).append(tx, [event('good', { n: 1 }), event('bad', { n: 2, poison: true })]),
    );
    await eventually(async () => {
      expect(await fixture.effects()).toEqual([{ key: 'good', value: 12 }]);
      expect(await app.get(ParkedMessages).list()).toMatchObject([{ key: 'bad', errorCode: 'OUT_OF_STOCK' }]);
    });
    expect(new Set(handled)).toEqual(new Set(['good']));
  });
});
