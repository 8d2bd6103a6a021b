import { Inject, Injectable } from '@nestjs/common';
import { OPERATOR_ROLES, type OperatorRole } from '@oceafin/contracts';
import { DatabaseClock, Problem } from '@oceafin/platform';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { OPERATOR_ACCESS_OPTIONS, type OperatorAccessOptions } from '../operator-access.options';
import { fileKeys, remoteKeys } from './jwks';

/** Signatures only: with a shared secret every app could issue tokens. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'ES512', 'PS256', 'RS256'];
const CLOCK_TOLERANCE_SECONDS = 30;
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

export interface VerifiedToken {
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly OperatorRole[];
}

/** Verifies bearer tokens against the issuer's keys. */
@Injectable()
export class TokenVerifier {
  private readonly keys: JWTVerifyGetKey;

  constructor(
    @Inject(OPERATOR_ACCESS_OPTIONS) private readonly options: OperatorAccessOptions,
    private readonly clock: DatabaseClock,
  ) {
    this.keys = options.jwksFile ? fileKeys(options.jwksFile) : remoteKeys(options.jwksUrl!);
  }

  /** @param authorization the header's value. Throws OPERATOR_AUTH_FAILED; 503 when the issuer's keys can't be had. */
  async verify(authorization: string | undefined): Promise<VerifiedToken> {
    const token = BEARER.exec(authorization ?? '')?.[1];
    if (!token) throw authFailed();
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, this.keys, {
        issuer: this.options.issuer,
        audience: this.options.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.clock.now(),
      }));
    } catch (cause) {
      throw isKeyOutage(cause) ? new Problem('PARTNER_PROCESSING_UNAVAILABLE', { cause }) : authFailed(cause);
    }
    const subject = payload.sub!;
    const name =
      [payload.name, payload.preferred_username].find((claim) => typeof claim === 'string') ?? subject;
    return { subject, name, roles: rolesOf(payload) };
  }
}

function rolesOf({ roles }: JWTPayload): OperatorRole[] {
  const claimed: unknown[] = Array.isArray(roles) ? roles : [roles];
  return OPERATOR_ROLES.filter((role) => claimed.includes(role));
}

/** The key server is away, slow or talks nonsense: the token may be good. */
function isKeyOutage(error: unknown): boolean {
  return (
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}

function authFailed(cause?: unknown): Problem {
  return new Problem('OPERATOR_AUTH_FAILED', { headers: { 'WWW-Authenticate': 'Bearer' }, cause });
}
