import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperatorRole } from '@oceafin/contracts';
import { ensureOperatorKeys, mintOperatorToken } from '../operators/operator-keys';

export interface OperatorSeed {
  /** Gets the issuer's keys, and `<name>.jwt` of each operator. */
  readonly folder: string;
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

const VALID_DAYS = 30;

/**
 * Writes the sandbox operators' tokens anew, signed by a key that stays.
 * @returns the path of the key set that verifies them
 */
export async function seedOperators({ folder, issuer, audience }: OperatorSeed): Promise<string> {
  const jwksFile = await ensureOperatorKeys(folder);
  for (const [name, role] of Object.entries(OPERATORS)) {
    const token = await mintOperatorToken(folder, { name, role, issuer, audience, days: VALID_DAYS });
    writeFileSync(join(folder, `${name}.jwt`), `${token}\n`, { mode: 0o600 });
  }
  return jwksFile;
}
