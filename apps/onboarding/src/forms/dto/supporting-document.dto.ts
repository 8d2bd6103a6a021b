import { DOCUMENT_TYPES, type DocumentType } from '@oceafin/contracts';
import { CountryCode, LocalDate, Text, Uuid, Word } from '@oceafin/platform';

/** Names a file asset of the customer and says what it shows. */
export class SupportingDocument {
  @Word(DOCUMENT_TYPES) documentType: DocumentType;
  @Uuid({ description: 'From the file endpoint, of this customer' }) fileAssetId: string;
  @CountryCode({ optional: true }) issuingCountry?: string;
  @Text({ optional: true }) documentNumber?: string;
  @LocalDate({ optional: true, past: true }) issuedOn?: string;
  @LocalDate({ optional: true }) expiresOn?: string;
  @Text({ optional: true, multiline: true, description: 'Machine-readable zone, its lines as printed' })
  mrz?: string;
}
