import { DOCUMENT_TYPES, type DocumentType } from '@oceafin/contracts';
import { Uuid, Word } from '@oceafin/platform';

/** Links bytes that an earlier upload brought to a customer, as a file asset of its own. */
export class LinkFileRequest {
  @Uuid()
  fileAssetId: string;

  @Word(DOCUMENT_TYPES)
  documentType: DocumentType;
}
