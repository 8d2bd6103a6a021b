import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { Problem } from '../problems/problem';

const logger = new Logger('Http');

/** As Node's HTTP parser throws it. */
interface ParserError {
  readonly code?: string;
  /** The packet in which the fault was found. */
  readonly rawPacket?: unknown;
}

type ClientError = Error & ParserError;

/** A target that is most of what was too large, where it came in one packet; else 431 is said. */
const LONG_TARGET = /^[A-Z]+ \S{8000,}/;

/** Answers what Node's HTTP parser refused; there is no request object yet. */
export function answerClientError(
  error: ClientError,
  socket: Socket & { _httpMessage?: ServerResponse },
): void {
  const answering = socket._httpMessage?.headersSent ?? false;
  if (error.code !== 'ECONNRESET' && socket.writable && !answering) {
    const { status, body, requestId } = describe(error);
    socket.write(
      [
        `HTTP/1.1 ${status}`,
        `Date: ${new Date().toUTCString()}`,
        'Content-Type: application/problem+json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
    logger.log({ message: 'Refused a malformed request', requestId, code: error.code });
  }
  socket.destroySoon();
}

function describe(error: ClientError): { status: string; body: string; requestId: string } {
  const requestId = randomUUID();
  const problem = clientErrorProblem(error);
  const status = `${problem.status} ${STATUS_CODES[problem.status]}`;
  return { status, body: JSON.stringify(problem.toBody(requestId)), requestId };
}

/** What Node's HTTP parser found. */
export function clientErrorProblem({ code, rawPacket }: ParserError): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    if (Buffer.isBuffer(rawPacket) && LONG_TARGET.test(rawPacket.toString('latin1'))) {
      const detail = 'The request target is longer than this server accepts.';
      return new Problem('PARTNER_REQUEST_INVALID', { status: 414, detail });
    }
    const detail = 'The request line and headers are larger than this server accepts.';
    return new Problem('PARTNER_REQUEST_INVALID', { status: 431, detail });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const detail = 'The request was not received in time.';
    return new Problem('PARTNER_REQUEST_INVALID', { status: 408, detail });
  }
  return new Problem('PARTNER_REQUEST_INVALID', { detail: 'The request is not valid HTTP.' });
}
