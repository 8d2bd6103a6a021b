import {
  PartnerEndpoint,
  type PartnerEndpointOptions,
  ONBOARDING_MAX_BODY_BYTES,
} from '@oceafin/partner-access';

/** What all onboarding routes have in common. */
const COMMON = { product: 'ONBOARDING', maxBodyBytes: ONBOARDING_MAX_BODY_BYTES } as const;

/** A route that reads. */
export function OnboardingRead(options: PartnerEndpointOptions = {}): MethodDecorator {
  return PartnerEndpoint({ ...COMMON, scope: 'onboarding:read', ...options });
}

/** A route on a customer that changes its case. */
export function OnboardingWrite(options: PartnerEndpointOptions = {}): MethodDecorator {
  return PartnerEndpoint({
    ...COMMON,
    scope: 'onboarding:write',
    family: 'onboarding',
    customer: true,
    ...options,
  });
}
