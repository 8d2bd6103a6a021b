/** The parts of an OpenAPI operation that are completed here. */
export interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  parameters: Parameter[];
  requestBody?: {
    required?: boolean;
    content: Record<string, { schema: object; example?: unknown; examples?: object }>;
  };
  responses: Record<string, Response | { $ref: string }>;
  'x-scope'?: string;
  /** Taken out again: the document says it in its own words. */
  'x-optional-body'?: boolean;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: object;
}

export interface Response {
  description: string;
  headers?: object;
  content?: object;
}

/** One method of one path. */
export interface Place {
  readonly method: string;
  readonly path: string;
}
