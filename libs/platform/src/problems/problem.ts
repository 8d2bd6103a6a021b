import {
  FIELD_ERRORS,
  PROBLEMS,
  type FieldError,
  type FieldErrorCode,
  type ProblemCode,
} from '@oceafin/contracts';

/** The JSON body of every failed answer (media type `application/problem+json`). */
export interface ProblemBody {
  type: string;
  title: ProblemCode;
  status: number;
  code: ProblemCode;
  detail: string;
  requestId: string;
  errors: FieldError[];
}

export interface ProblemOptions {
  /** Safe for partners: no values from the request, no internals. Default: the registry's text. */
  detail?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
  /** HTTP status where the protocol has a more precise one than the registry (408, 431). */
  status?: number;
}

const TYPE_BASE = 'https://api.oceafin.com/problems/';
const DEFAULT_RETRY_AFTER_SECONDS = '1';

/** A failure that the caller is told about. Thrown anywhere in a request; answered by `ProblemFilter`. */
export class Problem extends Error {
  readonly status: number;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly headers: Record<string, string>;

  constructor(
    readonly code: ProblemCode,
    options: ProblemOptions = {},
  ) {
    super(`${code}: ${options.detail ?? PROBLEMS[code].text}`, { cause: options.cause });
    this.name = 'Problem';
    this.status = options.status ?? PROBLEMS[code].status;
    this.detail = options.detail ?? PROBLEMS[code].text;
    this.errors = options.errors ?? [];
    this.headers = withRetryAfter(this.status, options.headers ?? {});
  }

  toBody(requestId: string): ProblemBody {
    return {
      type: TYPE_BASE + this.code.toLowerCase().replaceAll('_', '-'),
      title: this.code,
      status: this.status,
      code: this.code,
      detail: this.detail,
      requestId,
      errors: this.errors,
    };
  }
}

/** One item of `errors`; `pointer` is RFC 6901 into the body. */
export function fieldError(code: FieldErrorCode, pointer: string, detail?: string): FieldError {
  return { pointer, code, detail: detail ?? FIELD_ERRORS[code] };
}

function withRetryAfter(status: number, headers: Record<string, string>): Record<string, string> {
  const needed = status === 429 || status === 503;
  const given = Object.keys(headers).some((name) => name.toLowerCase() === 'retry-after');
  return needed && !given ? { ...headers, 'Retry-After': DEFAULT_RETRY_AFTER_SECONDS } : headers;
}
