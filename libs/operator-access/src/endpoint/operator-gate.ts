import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { OperatorRole } from '@oceafin/contracts';
import { collectBody, refuseDeclaredSize } from '@oceafin/partner-access';
import { DatabaseClock, Problem } from '@oceafin/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { Operator } from '../auth/operator';
import { TokenVerifier, type VerifiedToken } from '../auth/token-verifier';
import type { OperatorEndpointOptions } from './operator-endpoint.options';

const MAX_BODY_BYTES = 256 * 1024;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Authenticates operators before their body is read: size, token, role. */
@Injectable()
export class OperatorGate implements OnModuleInit {
  constructor(
    private readonly adapters: HttpAdapterHost,
    private readonly tokens: TokenVerifier,
    private readonly clock: DatabaseClock,
  ) {}

  onModuleInit(): void {
    const fastify = this.adapters.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('preParsing', async (request, _reply, payload) => {
      const endpoint = request.routeOptions.config.operator;
      if (endpoint) await this.admit(request, endpoint, payload);
    });
  }

  private async admit(
    request: FastifyRequest,
    endpoint: OperatorEndpointOptions,
    stream: Readable,
  ): Promise<void> {
    refuseDeclaredSize(request.raw, MAX_BODY_BYTES);
    const operator = actingAs(endpoint, await this.tokens.verify(request.raw.headers.authorization));
    const { bytes, sha256Hex } = await collectBody(stream, MAX_BODY_BYTES);
    request.operator = operator;
    request.operatorAdmission = {
      endpoint,
      operator,
      method: request.method,
      target: request.raw.url!,
      contentType: request.raw.headers['content-type'],
      body: bytes,
      bodyFingerprint: sha256Hex,
      idempotencyKey: request.method === 'GET' ? undefined : idempotencyKey(request),
      now: this.clock.now(),
    };
  }
}

function actingAs(
  { roles }: OperatorEndpointOptions,
  { name, subject, roles: held }: VerifiedToken,
): Operator {
  const role = held.find((each) => allowed(roles, each));
  if (!role) throw new Problem('OPERATOR_ROLE_DENIED', { detail: `This takes one of ${roles.join(', ')}.` });
  return { name, subject, role };
}

function allowed(roles: readonly OperatorRole[], held: OperatorRole): boolean {
  return roles.includes(held) || (held === 'SENIOR_REVIEWER' && roles.includes('REVIEWER'));
}

/** A repeated header arrives joined by ", " and so never fits. */
function idempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.raw.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw new Problem('OPERATOR_REQUEST_INVALID', {
    detail: 'Idempotency-Key is malformed or repeated: 1 to 255 visible ASCII characters.',
  });
}
