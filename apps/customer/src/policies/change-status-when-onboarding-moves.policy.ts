import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import {
  CustomerApproved,
  CustomerRejected,
  CustomerSubmitted,
  MissingInfoAnswered,
  MissingInfoRequired,
  ProcessingStarted,
  RequirementsDue,
  ReverificationRequired,
  SubmissionWithdrawn,
} from '@oceafin/contracts';
import { EventContext } from '@oceafin/messaging';
import { onboardingFacts } from '../domain';
import { FactRecorder } from './fact-recorder';

/** Whatever onboarding decides becomes the customer's public history. */
@Controller()
export class ChangeStatusWhenOnboardingMoves {
  constructor(private readonly facts: FactRecorder) {}

  @EventPattern<string>(CustomerSubmitted.type)
  onSubmitted(@Payload() data: CustomerSubmitted, @Ctx() context: EventContext): Promise<void> {
    return this.facts.record(context, data, onboardingFacts.CustomerSubmitted(data));
  }

  @EventPattern<string>(ProcessingStarted.type)
  onProcessing(@Payload() data: ProcessingStarted, @Ctx() context: EventContext): Promise<void> {
    return this.facts.record(context, data, onboardingFacts.ProcessingStarted(data));
  }

  @EventPattern<string>(MissingInfoRequired.type)
  onMissingInfo(@Payload() data: MissingInfoRequired, @Ctx() context: EventContext): Promise<void> {
    return this.facts.record(context, data, onboardingFacts.MissingInfoRequired(data));
  }

  @EventPattern<string>(MissingInfoAnswered.type)
  onAnswered(@Payload() data: MissingInfoAnswered, @Ctx() context: EventContext): Promise<void> {
    return this.facts.record(context, data, onboardingFacts.MissingInfoAnswered(data));
  }

  @EventPattern<string>(SubmissionWithdrawn.type)
  onWithdrawn(@Payload() data: SubmissionWithdrawn, @Ctx() context: EventContext): Promise<void> {
    return this.facts.record(context, data, onboardingFacts.SubmissionWithdrawn(data));
  }

  @EventPattern<string>(CustomerApproved.type)
  onApproved(@Payload() data: CustomerApproved, @Ctx() context: EventContext): Promise<void> {
    return this.facts.record(context, data, onboardingFacts.CustomerApproved(data));
  }

  @EventPattern<string>(CustomerRejected.type)
  onRejected(@Payload() data: CustomerRejected, @Ctx() context: EventContext): Promise<void> {
    return this.facts.record(context, data, onboardingFacts.CustomerRejected(data));
  }

  @EventPattern<string>(ReverificationRequired.type)
  onReverification(@Payload() data: ReverificationRequired, @Ctx() context: EventContext): Promise<void> {
    return this.facts.record(context, data, onboardingFacts.ReverificationRequired(data));
  }

  @EventPattern<string>(RequirementsDue.type)
  onDue(@Payload() data: RequirementsDue, @Ctx() context: EventContext): Promise<void> {
    return this.facts.record(context, data, onboardingFacts.RequirementsDue(data));
  }
}
