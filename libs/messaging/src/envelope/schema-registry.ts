import { Inject, Injectable } from '@nestjs/common';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { EventDefinition } from '../event-definition';
import { MessagePermanentError } from '../failure/failure';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging.options';
import { tolerantSchema } from './tolerant-schema';

interface Validators {
  readonly outgoing: () => ValidateFunction;
  readonly incoming: () => ValidateFunction;
}

/**
 * Validates `data` at both ends against the declared contracts: strictly where it is produced, tolerantly
 * of members it doesn't know where it is consumed. A schema that is none fails the boot, not the first event.
 */
@Injectable()
export class SchemaRegistry {
  private readonly validators = new Map<string, Validators>();

  constructor(@Inject(MESSAGING_OPTIONS) options: Pick<MessagingOptions, 'contracts'>) {
    const ajv = addFormats(new Ajv2020({ allErrors: false, strict: false }));
    for (const { type, schema } of options.contracts) {
      if (!ajv.validateSchema(schema)) throw new Error(`${type} has no valid schema: ${ajv.errorsText()}`);
      this.validators.set(type, {
        outgoing: once(() => ajv.compile(schema)),
        incoming: once(() => ajv.compile(tolerantSchema(schema))),
      });
    }
  }

  knows(type: string): boolean {
    return this.validators.has(type);
  }

  /** @throws Error when the producer's own data breaks its contract: a bug, told before anything is stored. */
  assertOutgoing(contract: EventDefinition, data: unknown): void {
    const validate = this.validators.get(contract.type)?.outgoing();
    if (!validate) throw new Error(`event type ${contract.type} is not declared`);
    if (!validate(data)) throw new Error(`${contract.type} breaks its schema at ${firstError(validate)}`);
  }

  /** Whether `assertIncoming` lets it pass. */
  isSound(type: string, data: unknown): boolean {
    const validate = this.validators.get(type)?.incoming();
    return !validate || validate(data);
  }

  /** @throws MessagePermanentError `SCHEMA_VIOLATION` */
  assertIncoming(type: string, data: unknown): void {
    const validate = this.validators.get(type)?.incoming();
    if (validate && !validate(data)) {
      throw new MessagePermanentError('SCHEMA_VIOLATION', `${type} at ${firstError(validate)}`);
    }
  }
}

/** Compiling every schema takes a good part of an app's boot, and no app needs them all. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Pointer and keyword only: values may be sensitive. */
function firstError(validate: ValidateFunction): string {
  const error = validate.errors?.[0];
  return error ? `${error.instancePath || '/'} (${error.keyword})` : 'an unknown place';
}
