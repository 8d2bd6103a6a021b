import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { localDate } from './bodies';

/** A requirement of section 6, as far as an answer needs it. */
export interface Requirement {
  readonly requirementId: string;
  readonly code: string;
  readonly pointer: string;
  readonly kind: 'DATA' | 'DOCUMENT' | 'CONSENT' | 'ATTESTATION';
  readonly answerSchema: Record<string, unknown>;
  readonly anyOf?: readonly string[];
  readonly severity: 'BLOCKING' | 'ADVISORY';
  readonly awaiting: 'PARTNER' | 'OCEAFIN';
  readonly status: string;
}

const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));

/** What blocks the case and waits for the partner. */
export function openRequirements(requirements: readonly Requirement[]): Requirement[] {
  return requirements.filter(
    ({ status, severity, awaiting }) =>
      status === 'OPEN' && severity === 'BLOCKING' && awaiting === 'PARTNER',
  );
}

/**
 * An answer built from what the requirement says of itself.
 * @param upload hands in a document of that type, gives its fileAssetId
 */
export async function answerTo(
  requirement: Requirement,
  upload: (documentType: string) => Promise<string>,
): Promise<{ requirementId: string; value: unknown }> {
  const { requirementId, answerSchema, kind, pointer } = requirement;
  let value: unknown = 'Self-employed landscape architect';
  if (kind === 'DOCUMENT') {
    const documentType = requirement.anyOf?.[0];
    if (!documentType)
      throw new Error(`the DOCUMENT requirement at ${pointer} says of no type that it will do`);
    const fileAssetId = await upload(documentType);
    value = { documentType, fileAssetId, issuedOn: localDate(new Date(), -20) };
  }
  const fits = ajv.compile(answerSchema);
  if (!fits(value)) {
    const problem = ajv.errorsText(fits.errors, { dataVar: 'value' });
    throw new Error(`no answer that fits the answerSchema of ${requirement.code} at ${pointer}: ${problem}`);
  }
  return { requirementId, value };
}
