import type { DocumentType } from '@oceafin/contracts';

/** Names a file asset of the customer and says what it shows. Dates are local dates, `YYYY-MM-DD`. */
export class SupportingDocument {
  documentType: DocumentType;
  fileAssetId: string;
  issuingCountry?: string;
  documentNumber?: string;
  issuedOn?: string;
  expiresOn?: string;
  mrz?: string;
}
