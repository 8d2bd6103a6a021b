import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperatorRole } from '@oceafin/contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface Operators {
  /** Bearer tokens by name. */
  readonly tokens: Readonly<Record<string, string>>;
  /** What the apps need to verify them. */
  readonly env: Readonly<Record<string, string>>;
}

const ROLES: Readonly<Record<string, OperatorRole>> = {
  rita: 'REVIEWER',
  sam: 'SENIOR_REVIEWER',
  carol: 'COMPLIANCE_OFFICER',
  audrey: 'AUDITOR',
};
const ISSUER = 'https://operators.test';
const AUDIENCE = 'oceafin-operators';

/** An issuer of this test's own: its key set as a file, a token for every operator of section 10. */
export async function prepareOperators(folder: string): Promise<Operators> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwksFile = join(folder, 'jwks.json');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' };
  writeFileSync(jwksFile, JSON.stringify({ keys: [jwk] }));
  const tokens: Record<string, string> = {};
  for (const [name, role] of Object.entries(ROLES)) {
    tokens[name] = await new SignJWT({ name, roles: [role] })
      .setProtectedHeader({ alg: 'ES256', kid: 'test' })
      .setSubject(name)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  }
  const env = { OPERATOR_ISSUER: ISSUER, OPERATOR_AUDIENCE: AUDIENCE, OPERATOR_JWKS_FILE: jwksFile };
  return { tokens, env };
}
