import { PRODUCTS, type Product, type Scope, SCOPES } from '@oceafin/contracts';
import { Integer, Nested, Text, Word, WordList } from '@oceafin/platform';

export class RateLimitResponse {
  @Integer({ min: 1 })
  requestsPerSecond: number;

  @Integer({ min: 1 })
  burst: number;
}

export class MeResponse {
  @Text()
  clientId: string;

  @Word(['sandbox', 'live'])
  mode: string;

  @WordList(SCOPES, { min: 0 })
  scopes: Scope[];

  @WordList(PRODUCTS, { min: 0 })
  products: Product[];

  @Nested(() => RateLimitResponse)
  rateLimit: RateLimitResponse;
}
