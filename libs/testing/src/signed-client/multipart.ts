import { randomUUID } from 'node:crypto';

export interface UploadParts {
  readonly documentType: string;
  readonly file: Buffer;
  readonly fileName: string;
  /** Declared type of the file part. */
  readonly contentType: string;
  /** Lowercase hex; the part is left out where absent. */
  readonly sha256?: string;
}

export interface MultipartBody {
  readonly contentType: string;
  readonly body: Buffer;
}

/** A `multipart/form-data` body of the file endpoints (RFC 7578), complete in memory so that it can be signed. */
export function multipartBody(upload: UploadParts, boundary = `oceafin-${randomUUID()}`): MultipartBody {
  const fields: [string, string][] = [['documentType', upload.documentType]];
  if (upload.sha256 !== undefined) fields.push(['sha256', upload.sha256]);
  const head = fields
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('');
  const fileName = upload.fileName.replace(/["\r\n]/g, encodeURIComponent);
  const fileHead =
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n` +
    `Content-Type: ${upload.contentType}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head + fileHead), upload.file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
