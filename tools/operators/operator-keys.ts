import type { OperatorRole } from '@oceafin/contracts';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ALGORITHM = 'ES256';
const PRIVATE_KEY = 'issuer-key.json';
const PUBLIC_KEYS = 'jwks.json';

/** Makes a local issuer's key pair in `folder` unless there is one; returns the path of its JWKS file. */
export async function ensureOperatorKeys(folder: string): Promise<string> {
  const keyPath = join(folder, PRIVATE_KEY);
  const jwksPath = join(folder, PUBLIC_KEYS);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(keyPath)) {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    write(keyPath, { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: ALGORITHM, use: 'sig' });
  }
  const { d: _private, ...publicKey } = privateJwk(folder);
  write(jwksPath, { keys: [publicKey] });
  return jwksPath;
}

export interface TokenRequest {
  readonly name: string;
  readonly role: OperatorRole;
  readonly issuer: string;
  readonly audience: string;
  readonly days: number;
}

/** Mints an operator's JWT with the local issuer's key. */
export async function mintOperatorToken(folder: string, request: TokenRequest): Promise<string> {
  const jwk = privateJwk(folder);
  return new SignJWT({ name: request.name, roles: [request.role] })
    .setProtectedHeader({ alg: ALGORITHM, kid: jwk.kid, typ: 'JWT' })
    .setIssuer(request.issuer)
    .setAudience(request.audience)
    .setSubject(request.name)
    .setIssuedAt()
    .setExpirationTime(`${request.days} days`)
    .sign(await importJWK(jwk, ALGORITHM));
}

function privateJwk(folder: string): JWK {
  return JSON.parse(readFileSync(join(folder, PRIVATE_KEY), 'utf8')) as JWK;
}

/** Whole or not at all: a key that is half written would lock everyone out. */
function write(path: string, content: object): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
