/** Of one connection only (RFC 9110, 7.6.1): never passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Naming one of these in Connection would change what the message means, so it isn't obeyed. */
const NOT_NOMINABLE = new Set(['content-length', 'content-type', 'host', 'expect']);

export type Pair = readonly [name: string, value: string];

/** Node's flat list of raw headers as pairs, order, case and duplicates kept. */
export function pairs(rawHeaders: readonly string[]): Pair[] {
  const result: Pair[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    result.push([rawHeaders[at] as string, rawHeaders[at + 1] as string]);
  }
  return result;
}

/** What goes on to the next hop: all but the hop-by-hop ones and those that Connection names. */
export function endToEnd(headers: readonly Pair[]): Pair[] {
  const nominated = new Set(
    valuesOf(headers, 'connection')
      .flatMap((value) => value.split(','))
      .map((name) => name.trim().toLowerCase())
      .filter((name) => !NOT_NOMINABLE.has(name)),
  );
  return headers.filter(([name]) => {
    const key = name.toLowerCase();
    return !HOP_BY_HOP.has(key) && !nominated.has(key);
  });
}

/** Every value of a header, in order. */
export function valuesOf(headers: readonly Pair[], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** The headers of the request to an app: the client's end-to-end ones, our framing, who it came from. */
export function upstreamHeaders(rawHeaders: readonly string[], method: string, client: string): Pair[] {
  const sent = pairs(rawHeaders);
  const forwarded = [...valuesOf(sent, 'x-forwarded-for'), client].join(', ');
  const kept = endToEnd(sent).filter(([name]) => name.toLowerCase() !== 'x-forwarded-for');
  const host: Pair[] = valuesOf(sent, 'host').length === 0 ? [['Host', 'localhost']] : [];
  return [...host, ...kept, ...framing(sent, method), ['X-Forwarded-For', forwarded]];
}

const nodeWouldChunk = (method: string): boolean =>
  !['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'].includes(method);

function framing(sent: readonly Pair[], method: string): Pair[] {
  if (valuesOf(sent, 'transfer-encoding').length > 0) return [['Transfer-Encoding', 'chunked']];
  const bodyless = valuesOf(sent, 'content-length').length === 0;
  // Without a length Node would send an empty chunked body, which an app must then wait for.
  return bodyless && nodeWouldChunk(method) ? [['Content-Length', '0']] : [];
}
