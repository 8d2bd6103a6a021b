import { DOCUMENT_TYPES } from '@oceafin/contracts';

/** The multipart form of an upload as an OpenAPI schema; the parser itself judges it. */
export const UPLOAD_FORM_SCHEMA = {
  type: 'object',
  required: ['documentType', 'file'],
  additionalProperties: false,
  properties: {
    documentType: { type: 'string', enum: [...DOCUMENT_TYPES] },
    sha256: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'Checked against the bytes received.' },
    file: { type: 'string', format: 'binary' },
  },
};
