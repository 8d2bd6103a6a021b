import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { partnerCredentials, type PartnerCredentials } from '@oceafin/testing';

/** A running stack, as the journey sees it. */
export interface Stack {
  /** URL of the ingress, without a path. */
  readonly ingress: string;
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  readonly partner: PartnerCredentials;
  /** The bearer token of a local operator; undefined where there is none of that name. */
  operatorToken(name: string): string | undefined;
}

export interface StackOptions {
  /** Where `stack.json` and the credentials are. */
  readonly stateDir: string;
  readonly partner: string;
  /** Instead of what `stack.json` says: for a journey inside the containers' network. */
  readonly ingress?: string;
  readonly kafka?: string;
}

/** Reads what a running stack wrote about itself; one clear sentence where there is none. */
export function findStack(options: StackOptions): Stack {
  const { ingress, kafka } = { ...addresses(options.stateDir), ...given(options) };
  const credentials = partnerCredentials(options.partner, options.stateDir);
  return {
    ingress,
    brokers: kafka.split(','),
    topicPrefix: '',
    partner: options.ingress === undefined ? credentials : { ...credentials, baseUrl: options.ingress },
    operatorToken: (name) => {
      try {
        return readFileSync(join(options.stateDir, 'operators', `${name}.jwt`), 'utf8').trim();
      } catch {
        return undefined;
      }
    },
  };
}

function given({ ingress, kafka }: StackOptions): Partial<Record<'ingress' | 'kafka', string>> {
  return { ...(ingress === undefined ? {} : { ingress }), ...(kafka === undefined ? {} : { kafka }) };
}

function addresses(stateDir: string): { ingress: string; kafka: string } {
  const path = join(stateDir, 'stack.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`No stack is running: ${path} isn't there. Start one with npm start.`, { cause });
  }
  const stack = JSON.parse(text) as { ready?: boolean; ingress?: string; kafka?: string };
  if (!stack.ready || !stack.ingress || !stack.kafka) throw new Error(`The stack isn't ready yet (${path}).`);
  return { ingress: stack.ingress, kafka: stack.kafka.replace(/^\w+:\/\//, '') };
}
