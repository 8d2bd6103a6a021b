import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperatorRole } from '@oceafin/contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const ISSUER = 'https://operators.test';
const AUDIENCE = 'oceafin-operator-api';
const ALGORITHM = 'ES256';

/** An issuer of operator tokens with its keys in a file. */
export async function operatorIssuer() {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const folder = mkdtempSync(join(tmpdir(), 'operators-'));
  const jwksFile = join(folder, 'jwks.json');
  writeFileSync(
    jwksFile,
    JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: ALGORITHM }] }),
  );
  return {
    settings: { OPERATOR_ISSUER: ISSUER, OPERATOR_AUDIENCE: AUDIENCE, OPERATOR_JWKS_FILE: jwksFile },
    token: (name: string, role: OperatorRole): Promise<string> =>
      new SignJWT({ name, roles: [role] })
        .setProtectedHeader({ alg: ALGORITHM, kid: 'k1' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(name)
        .setIssuedAt()
        .setExpirationTime('1 hour')
        .sign(privateKey),
    remove: (): void => rmSync(folder, { recursive: true }),
  };
}
