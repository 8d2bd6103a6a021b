import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { OperatorRole } from '@oceafin/contracts';
import type { FastifyRequest } from 'fastify';

/** Who acts under the operator API. */
export interface Operator {
  readonly name: string;
  /** The role that allows this call. */
  readonly role: OperatorRole;
  /** The issuer's id of the person. */
  readonly subject: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    operator?: Operator;
  }
}

/** Parameter decorator: the authenticated operator of a handler marked with `@OperatorEndpoint`. */
export const Operator = createParamDecorator((_: unknown, context: ExecutionContext): Operator => {
  const { operator } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!operator) throw new Error('@Operator() stands on a handler without @OperatorEndpoint');
  return operator;
});
