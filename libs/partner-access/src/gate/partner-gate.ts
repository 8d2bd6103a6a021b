import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock, fieldError, Problem } from '@oceafin/platform';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { ClientDirectory, type KnownClient } from '../clients/client-directory';
import type { PartnerEndpointOptions } from '../endpoint/partner-endpoint.options';
import type { CustomerMark } from '../marks/projection-heads';
import { NonceLedger } from '../nonces/nonce-ledger';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';
import { TokenLeases } from '../rate-limit/token-leases';
import { limitsOf, type RequestClass } from '../rate-limit/limits';
import { rateLimited, rateLimitFields } from '../rate-limit/rate-limit-fields';
import { baseString, EMPTY_SHA256, signedTarget } from '../signature/base-string';
import { isSignedBy } from '../signature/verify-signature';
import { discard } from './admission';
import { refuseDeclaredSize } from './collect-body';
import { isFresh } from './freshness';
import { planBody, readBody, type HashedBody } from './read-body';
import { readSignedHeaders, soleHeader, type SignedHeaders } from './signed-headers';
import { isUuid } from './uuid';

type AnswerWith = (fields: Record<string, string>) => void;

/** Authenticates and authorises a request: section 1 of the contract, from the declared size to the Idempotency-Key. */
@Injectable()
export class PartnerGate {
  private readonly windowSeconds: number;

  constructor(
    private readonly clients: ClientDirectory,
    private readonly nonces: NonceLedger,
    private readonly tokens: TokenLeases,
    private readonly clock: DatabaseClock,
    @Inject(PARTNER_ACCESS_OPTIONS) private readonly options: PartnerAccessOptions,
  ) {
    this.windowSeconds = options.freshnessWindowSeconds;
  }

  /**
   * Sets `request.partnerAdmission`, or throws the first Problem in the contract's order. Consumes `stream`.
   * `answerWith` is given header fields of the answer, be it a refusal or not.
   */
  async admit(
    request: FastifyRequest,
    endpoint: PartnerEndpointOptions,
    stream: Readable,
    answerWith: AnswerWith,
  ): Promise<void> {
    const contentType = soleHeader(request.raw, 'content-type');
    const plan = planBody(endpoint, contentType);
    refuseDeclaredSize(request.raw, plan.maxBytes);
    const headers = readSignedHeaders(request.raw);
    const client = await this.clients.find(headers.clientId);
    if (!client) throw this.unknownClient(request, headers);
    this.refuseStale(headers);
    const hashed = await readBody(plan, request, stream);
    try {
      const marks = await this.authorise(request, endpoint, headers, client, hashed, answerWith);
      request.partnerAdmission = {
        endpoint,
        method: request.method,
        target: signedTarget(request.raw.url!),
        headers,
        client,
        contentType,
        contentEncoding: request.raw.headers['content-encoding'],
        body: hashed.body,
        bodyFingerprint: hashed.fingerprint,
        marks,
        now: this.clock.now(),
      };
    } catch (refusal) {
      await discard(hashed.body);
      throw refusal;
    }
  }

  /** From the signature to the presence of the Idempotency-Key. */
  private async authorise(
    request: FastifyRequest,
    endpoint: PartnerEndpointOptions,
    headers: SignedHeaders,
    client: KnownClient,
    { sha256Hex, body }: HashedBody,
    answerWith: AnswerWith,
  ): Promise<readonly CustomerMark[]> {
    const base = baseStringOf(request, headers, sha256Hex);
    if (!isSignedBy(client.secrets, base, headers.signature)) {
      throw client.isSealed ? keyMissing() : this.signatureInvalid(base);
    }
    const { customerId } = request.params as { customerId?: string };
    const routeCustomer = endpoint.customer && isUuid(customerId) ? customerId : null;
    const { fresh, marks } = await this.nonces.spend(client, headers.nonce, routeCustomer);
    if (!fresh) throw new Problem('PARTNER_NONCE_REPLAYED');
    const kind = request.method === 'GET' ? 'read' : body.kind === 'multipart' ? 'upload' : 'write';
    await this.count(client, kind, answerWith);
    if (endpoint.scope && !client.scopes.includes(endpoint.scope)) {
      throw new Problem('PARTNER_SCOPE_DENIED', {
        detail: `The client does not hold the scope ${endpoint.scope}.`,
      });
    }
    if (endpoint.product && !client.products.includes(endpoint.product)) {
      throw new Problem('PARTNER_PRODUCT_DISABLED', {
        detail: `The product ${endpoint.product} is not enabled for this partner.`,
      });
    }
    if (request.method !== 'GET' && headers.idempotencyKey === undefined) {
      throw new Problem('PARTNER_REQUEST_INVALID', {
        detail: 'Idempotency-Key is missing, malformed or repeated: 1 to 255 visible ASCII characters.',
      });
    }
    return marks;
  }

  private async count(client: KnownClient, kind: RequestClass, answerWith: AnswerWith): Promise<void> {
    const limits = limitsOf(client, kind, this.options.rateLimits ?? []);
    const taken = await this.tokens.take(limits);
    answerWith(rateLimitFields(limits, taken));
    if (taken.refusedBy) throw rateLimited(taken.refusedBy);
  }

  private refuseStale({ timestamp }: SignedHeaders): void {
    const now = this.clock.now();
    if (isFresh(timestamp, now, this.windowSeconds)) return;
    throw new Problem('PARTNER_SIGNATURE_EXPIRED', {
      detail: `The timestamp is more than ${this.windowSeconds} seconds away from the time in Date.`,
      headers: { Date: now.toUTCString() },
    });
  }

  private signatureInvalid(base: string): Problem {
    return new Problem('PARTNER_SIGNATURE_INVALID', {
      errors: this.options.mode === 'sandbox' ? [fieldError('EXPECTED_BASE_STRING', '', base)] : [],
    });
  }

  /** Costs a signature check, as a known client would. */
  private unknownClient(request: FastifyRequest, headers: SignedHeaders): Problem {
    isSignedBy([], baseStringOf(request, headers, EMPTY_SHA256), headers.signature);
    return new Problem('PARTNER_AUTH_FAILED', { detail: 'The client is unknown or not active.' });
  }
}

/** Not a wrong signature: the secret that it was made with may be one that this instance has no key for. */
function keyMissing(): Problem {
  return new Problem('PARTNER_PROCESSING_UNAVAILABLE', { headers: { 'Retry-After': '5' } });
}

function baseStringOf(request: FastifyRequest, headers: SignedHeaders, bodySha256: string): string {
  return baseString({
    method: request.method,
    target: signedTarget(request.raw.url!),
    bodySha256,
    timestamp: headers.timestampText,
    nonce: headers.nonce,
    idempotencyKey: headers.idempotencyKey,
  });
}
