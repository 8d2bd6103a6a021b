import { CUSTOMER_TYPES, type CustomerType } from '@oceafin/contracts';
import { CountryCode, Word } from '@oceafin/platform';

/** `country` narrows the documents to those that its rules ask for. */
export class SchemaQuery {
  @Word(CUSTOMER_TYPES) customerType: CustomerType;
  @CountryCode({ optional: true }) country?: string;
}
