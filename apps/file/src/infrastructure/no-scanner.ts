import { Logger } from '@nestjs/common';
import { type MalwareFinding, MalwareScanner } from '../ports/malware-scanner';

/** Sandbox without clamd: structure is all that is checked. Live refuses to start so. */
export class NoScanner extends MalwareScanner {
  constructor() {
    super();
    new Logger('MalwareScanner').warn(
      'No CLAMD_URL: files are NOT scanned for malware, only their structure is checked',
    );
  }

  scan(): Promise<MalwareFinding> {
    return Promise.resolve('CLEAN');
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}
