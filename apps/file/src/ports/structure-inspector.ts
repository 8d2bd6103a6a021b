import type { FileRejectionReason } from '@oceafin/contracts';
import type { ContentType } from '../domain/content-types';

/** `cause` is for logs: it holds no content of the file. */
export type Inspection =
  | { readonly clean: true }
  | { readonly clean: false; readonly reason: FileRejectionReason; readonly cause: string };

/** Decodes a document to its end, isolated from this process. */
export abstract class StructureInspector {
  /** @throws InspectorCrashedError when the inspection itself died on the input. */
  abstract inspect(bytes: AsyncIterable<Buffer>, contentType: ContentType): Promise<Inspection>;
}

/** The inspecting process ended without a finding. */
export class InspectorCrashedError extends Error {
  override readonly name = 'InspectorCrashedError';

  constructor(
    message: string,
    /** The finding, if it always ends so. */
    readonly reason: 'FILE_CORRUPT' | 'FILE_BOMB' = 'FILE_CORRUPT',
  ) {
    super(message);
  }
}
