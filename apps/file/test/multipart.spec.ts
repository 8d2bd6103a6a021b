/** One part as it goes over the wire; `headers` replaces the usual ones. */
export interface WirePart {
  name?: string;
  fileName?: string;
  contentType?: string;
  data: string | Buffer;
  headers?: string[];
}

export function multipart(parts: WirePart[], boundary = 'b0undary'): Buffer {
  const chunks: Buffer[] = [];
  for (const { name, fileName, contentType, data, headers } of parts) {
    const fileNameParameter = fileName === undefined ? '' : `; filename="${fileName}"`;
    const lines = headers ?? [
      `Content-Disposition: form-data; name="${name}"${fileNameParameter}`,
      ...(contentType ? [`Content-Type: ${contentType}`] : []),
    ];
    chunks.push(Buffer.from(`--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n`, 'utf8'));
    chunks.push(typeof data === 'string' ? Buffer.from(data, 'utf8') : data, Buffer.from('\r\n'));
  }
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
}

/** The body in pieces of the given size, as a connection would bring it. */
export async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) {
    await Promise.resolve();
    yield body.subarray(at, at + size);
  }
}
