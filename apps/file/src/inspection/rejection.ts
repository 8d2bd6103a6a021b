import type { FileRejectionReason } from '@oceafin/contracts';

/** Ends an inspection with a finding. `message` is for logs and holds no content of the file. */
export class Rejection extends Error {
  override readonly name = 'Rejection';

  constructor(
    readonly reason: FileRejectionReason,
    message: string,
  ) {
    super(message);
  }
}
