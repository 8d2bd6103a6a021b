import { str, urlOf, type Config } from '@oceafin/platform';

export interface OperatorAccessOptions {
  /** `iss` of every token. */
  readonly issuer: string;
  /** Must be among `aud`. */
  readonly audience: string;
  /** Where the issuer's keys are: one of the two. */
  readonly jwksUrl?: string;
  readonly jwksFile?: string;
}

export const OPERATOR_ACCESS_OPTIONS = Symbol('OPERATOR_ACCESS_OPTIONS');

/** The settings of operator access, for an app's `config.ts`. */
export const operatorAccessSettings = {
  OPERATOR_ISSUER: str({ desc: 'issuer of operator tokens' }),
  OPERATOR_AUDIENCE: str({ desc: 'audience of operator tokens' }),
  OPERATOR_JWKS_URL: urlOf(
    'https:',
    'http:',
  )({ default: undefined, desc: "the issuer's keys; or OPERATOR_JWKS_FILE" }),
  OPERATOR_JWKS_FILE: str({ default: undefined, desc: "file with the issuer's keys" }),
};

/** The module's options from the validated settings. Throws unless exactly one source of keys is given. */
export function operatorAccessOptions(config: Config<typeof operatorAccessSettings>): OperatorAccessOptions {
  const { OPERATOR_JWKS_URL: jwksUrl, OPERATOR_JWKS_FILE: jwksFile } = config;
  if ((jwksUrl === undefined) === (jwksFile === undefined)) {
    throw new Error('Give one of OPERATOR_JWKS_URL and OPERATOR_JWKS_FILE.');
  }
  return { issuer: config.OPERATOR_ISSUER, audience: config.OPERATOR_AUDIENCE, jwksUrl, jwksFile };
}
