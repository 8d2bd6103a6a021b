import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { Problem } from '@oceafin/platform';
import { endToEnd, pairs, valuesOf } from './headers';
import { type ProblemAnswer, problemAnswer } from './problem-answer';

/** How much of a body nobody wants any more is read, so that the sender gets to see the answer. */
const DRAIN_BYTES = 8 * 1024 * 1024;

/**
 * Carries one request to an app and its answer back: bodies are streamed with back-pressure both ways,
 * and when one side goes away the other is let go.
 */
export function exchange(
  incoming: IncomingMessage,
  answer: ServerResponse,
  outgoing: ClientRequest,
  idleTimeoutMs: number,
): void {
  outgoing.setTimeout(idleTimeoutMs, () => outgoing.destroy(new Error('the app was silent')));
  outgoing.on('continue', () => answer.writeContinue());
  outgoing.on('response', (reply) => passBack(reply, answer, incoming));
  outgoing.on('error', () => {
    // Once an answer is on its way, whether the app took the rest of the body doesn't matter.
    if (!answer.headersSent) unavailable(incoming, answer);
  });
  answer.on('close', () => {
    if (!answer.writableFinished) outgoing.destroy();
  });
  incoming.on('error', () => outgoing.destroy());
  // An app may refuse by the headers alone; a sender that waits for that must not have to send its body first.
  outgoing.flushHeaders();
  incoming.pipe(outgoing);
}

function passBack(reply: IncomingMessage, answer: ServerResponse, incoming: IncomingMessage): void {
  const headers = endToEnd(pairs(reply.rawHeaders));
  answer.sendDate = valuesOf(headers, 'date').length === 0;
  answer.writeHead(reply.statusCode ?? 502, reply.statusMessage, headers.flat());
  // An answer cut short by the app is cut short for the client too: ending it cleanly would be a lie.
  pipeline(reply, answer, () => drain(incoming));
}

/** Answers that the app can't be reached, or was lost before it answered. */
export function unavailable(incoming: IncomingMessage, answer: ServerResponse): void {
  send(answer, problemAnswer(new Problem('PARTNER_PROCESSING_UNAVAILABLE'), incoming.rawHeaders));
  drain(incoming);
}

export function send(answer: ServerResponse, { status, headers, body }: ProblemAnswer): void {
  answer.writeHead(status, headers);
  answer.end(answer.req.method === 'HEAD' ? undefined : body);
}

/** A sender that is still writing would get a reset instead of the answer if we stopped reading at once. */
function drain(incoming: IncomingMessage): void {
  if (incoming.complete || incoming.destroyed) return;
  incoming.unpipe();
  let left = DRAIN_BYTES;
  incoming.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) incoming.destroy();
  });
  incoming.resume();
}
