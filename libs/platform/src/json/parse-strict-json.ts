import { visit } from 'jsonc-parser';
import { Problem } from '../problems/problem';

const MAX_DEPTH = 64;
const LONE_SURROGATE = /\p{Surrogate}/u;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a JSON body by RFC 8259 and I-JSON (RFC 7493): UTF-8 without a byte order mark, no duplicate
 * member names, no lone surrogates, numbers that a double holds exactly as written, at most 64 levels.
 *
 * Members named `__proto__` become ordinary own properties, for validation to refuse with a pointer.
 *
 * @throws Problem PARTNER_REQUEST_INVALID whose detail names the fault and never echoes a value.
 */
export function parseStrictJson(bytes: Buffer): unknown {
  const text = decode(bytes);
  const value = parse(text);
  inspect(text);
  return value;
}

function decode(bytes: Buffer): string {
  if (bytes.length === 0) {
    throw invalid('The body is empty; a JSON document is expected.');
  }
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw invalid('The body is not valid UTF-8.');
  }
  if (text.startsWith('\ufeff')) {
    throw invalid('The body begins with a byte order mark.');
  }
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('The body is not well-formed JSON.');
  }
}

/** Walks the tokens of a text that is known to be well-formed, for what `JSON.parse` lets pass. */
function inspect(text: string): void {
  const names: Set<string>[] = [];
  let depth = 0;
  const enter = () => {
    depth += 1;
    if (depth > MAX_DEPTH) {
      throw invalid(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
    }
  };
  visit(text, {
    onObjectBegin: () => {
      enter();
      names.push(new Set());
    },
    onObjectProperty: (name, offset) => {
      const seen = names.at(-1);
      if (seen?.has(name)) {
        throw invalid(`An object has the same member name twice (character ${offset}).`);
      }
      seen?.add(name);
      refuseLoneSurrogate(name, offset);
    },
    onObjectEnd: () => {
      depth -= 1;
      names.pop();
    },
    onArrayBegin: enter,
    onArrayEnd: () => {
      depth -= 1;
    },
    onLiteralValue: (value: unknown, offset, length) => {
      if (typeof value === 'string') {
        refuseLoneSurrogate(value, offset);
      } else if (typeof value === 'number' && !isExact(value, text.slice(offset, offset + length))) {
        throw invalid(`A number is too large or too precise to be kept exactly (character ${offset}).`);
      }
    },
  });
}

function refuseLoneSurrogate(value: string, offset: number): void {
  if (LONE_SURROGATE.test(value)) {
    throw invalid(`A string holds half of a surrogate pair (character ${offset}).`);
  }
}

/** Whether the double's own shortest text has the digits that were written. */
function isExact(value: number, written: string): boolean {
  if (!Number.isFinite(value)) {
    return false;
  }
  return significantDigits(String(value)) === significantDigits(written);
}

function significantDigits(numeral: string): string {
  return numeral
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
}

function invalid(detail: string): Problem {
  return new Problem('PARTNER_REQUEST_INVALID', { detail });
}
