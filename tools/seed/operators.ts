import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OperatorRole } from '@oceafin/contracts';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

export interface OperatorSeed {
  /** Gets `<name>.jwt` of each operator. */
  readonly folder: string;
  /** The issuer's private key; made where it isn't there. */
  readonly keyFile: string;
  /** Gets the public key set. */
  readonly jwksFile: string;
  readonly issuer: string;
  readonly audience: string;
}

/** The operators of a sandbox: section 10 of the partner contract. */
const OPERATORS: Readonly<Record<string, OperatorRole>> = {
  rita: 'REVIEWER',
  sam: 'SENIOR_REVIEWER',
  carol: 'COMPLIANCE_OFFICER',
  audrey: 'AUDITOR',
};

const ALGORITHM = 'ES256';
const VALIDITY = '30d';

/** Writes the sandbox operators' tokens anew, signed by a key that stays. */
export async function seedOperators(seed: OperatorSeed): Promise<string[]> {
  for (const path of [join(seed.folder, 'x'), seed.keyFile, seed.jwksFile]) {
    mkdirSync(dirname(path), { recursive: true });
  }
  const jwk = await issuerKey(seed.keyFile);
  const { kty, crv, x, y, kid } = jwk;
  const keys = [{ kty, crv, x, y, kid, alg: ALGORITHM, use: 'sig' }];
  writeFileSync(seed.jwksFile, JSON.stringify({ keys }), { mode: 0o644 });
  const privateKey = await importJWK(jwk, ALGORITHM);
  for (const [name, role] of Object.entries(OPERATORS)) {
    const token = await new SignJWT({ name, roles: [role] })
      .setProtectedHeader({ alg: ALGORITHM, kid: jwk.kid })
      .setSubject(name)
      .setIssuer(seed.issuer)
      .setAudience(seed.audience)
      .setIssuedAt()
      .setExpirationTime(VALIDITY)
      .sign(privateKey);
    writeFileSync(join(seed.folder, `${name}.jwt`), `${token}\n`, { mode: 0o600 });
  }
  return Object.keys(OPERATORS);
}

async function issuerKey(path: string): Promise<JWK> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as JWK;
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'sandbox' };
  writeFileSync(path, JSON.stringify(jwk), { mode: 0o600 });
  return jwk;
}
