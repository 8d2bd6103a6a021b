import kycExample from '../src/forms/examples/kyc-submission.json';
import kybExample from '../src/forms/examples/kyb-submission.json';

/** What JSON.parse gives. */
export type Json = ReturnType<typeof JSON.parse>;

export interface KycFiles {
  readonly identity?: string;
  readonly address?: string;
}

/** The date so many days from now. */
export const day = (fromNow: number): string =>
  new Date(Date.now() + fromNow * 24 * 3600 * 1000).toISOString().slice(0, 10);

const attested = (body: Json, clientId: string): Json => {
  body.partnerAttestation.attestedByClientId = clientId;
  return body;
};

/** The example's KYC body by this client, with these files and no others. */
export function kycBody(clientId: string, { identity, address }: KycFiles): Json {
  const body = attested(structuredClone(kycExample), clientId);
  body.supportingDocuments = [
    ...(identity
      ? [{ ...body.supportingDocuments[0], fileAssetId: identity, expiresOn: day(1500), mrz: undefined }]
      : []),
    ...(address ? [{ ...body.supportingDocuments[1], fileAssetId: address, issuedOn: day(-30) }] : []),
  ];
  return body;
}

/** The example's KYB body with a fresh file, by `fileOf`, for every document. */
export async function kybBody(
  clientId: string,
  fileOf: (documentType: string) => Promise<string>,
): Promise<Json> {
  const body = attested(structuredClone(kybExample), clientId);
  const persons = body.additionalCorporationDetails.relatedPersons;
  for (const document of [body, ...persons].flatMap((one: Json) => one.supportingDocuments)) {
    document.fileAssetId = await fileOf(document.documentType);
    if (document.expiresOn) document.expiresOn = day(1500);
  }
  return body;
}

export function answersBody(clientId: string, answers: { requirementId: string; value: unknown }[]): Json {
  return { answers, partnerAttestation: attested(structuredClone(kycExample), clientId).partnerAttestation };
}
