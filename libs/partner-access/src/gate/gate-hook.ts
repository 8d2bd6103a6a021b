import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RequestContext } from '@oceafin/platform';
import type { FastifyInstance } from 'fastify';
import { PartnerGate } from './partner-gate';
import { QueueLimit } from './queue-limit';

/** Puts the gate before body parsing, where the exact bytes still are. */
@Injectable()
export class GateHook implements OnModuleInit {
  constructor(
    private readonly adapters: HttpAdapterHost,
    private readonly gate: PartnerGate,
    private readonly queue: QueueLimit,
  ) {}

  onModuleInit(): void {
    const fastify = this.adapters.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('preParsing', async (request, reply, payload) => {
      const endpoint = request.routeOptions.config.partner;
      if (!endpoint) return;
      this.queue.refuseBeyond();
      await this.gate.admit(request, endpoint, payload, (fields) => void reply.headers(fields));
      RequestContext.set({ clientId: request.partnerAdmission?.client.clientId });
    });
  }
}
