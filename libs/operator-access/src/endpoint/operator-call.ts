import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Operator } from '../auth/operator';

/** Everything a handler of an operator route may know about its call. */
export interface OperatorCall<B = unknown, Q = unknown> {
  readonly requestId: string;
  readonly operator: Operator;
  /** Path ids, checked to be UUIDs and in lower case. */
  readonly params: Readonly<Record<string, string>>;
  /** The validated query; its members are strings. */
  readonly query: Q;
  /** The validated JSON body; undefined for GET. */
  readonly body: B;
  /** Worker transaction of this call: effect, audit entries, outbox rows and stored answer commit together in it. */
  readonly tx: EntityManager;
  /** Database time when the call was admitted. */
  readonly now: Date;
}

declare module 'fastify' {
  interface FastifyRequest {
    operatorCall?: OperatorCall;
  }
}

/** Parameter decorator: the `OperatorCall` of a handler that is marked with `@OperatorEndpoint`. */
export const OperatorCall = createParamDecorator((_: unknown, context: ExecutionContext): OperatorCall => {
  const { operatorCall } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!operatorCall) throw new Error('@OperatorCall() stands on a handler without @OperatorEndpoint');
  return operatorCall;
});
