import { CUSTOMER_TYPES, type CustomerType, SANDBOX_OUTCOMES } from '@oceafin/contracts';
import { Check, fieldError, StringMap, Text, Word } from '@oceafin/platform';

export class CreateCustomerRequest {
  @Text({
    max: 128,
    pattern: /^[\x21-\x7e]+$/,
    trim: false,
    description: "The partner's own reference, case-sensitive; put no personal data in it.",
  })
  partnerCustomerRef: string;

  @Word(CUSTOMER_TYPES)
  customerType: CustomerType;

  @Text({ max: 200 })
  displayName: string;

  @StringMap({ optional: true })
  metadata?: Record<string, string>;
}

/** In sandbox a misspelt outcome would silently approve: it is refused instead. */
@Check<SandboxCreateCustomerRequest>(({ metadata }) => {
  const outcome = metadata?.sandboxOutcome;
  return outcome === undefined || (SANDBOX_OUTCOMES as readonly string[]).includes(outcome)
    ? []
    : [
        fieldError(
          'INVALID_VALUE',
          '/metadata/sandboxOutcome',
          `In sandbox one of ${SANDBOX_OUTCOMES.join(', ')}.`,
        ),
      ];
})
export class SandboxCreateCustomerRequest extends CreateCustomerRequest {}
