import { randomBytes, randomUUID } from 'node:crypto';
import type { UploadParts } from '@oceafin/testing';
import { pdf, png } from '../../../tools/journey/documents';
import type { Random } from '../schedule/random';

/** A document and what must become of it. */
export interface Upload {
  readonly parts: UploadParts;
  /** AVAILABLE, or the reason for which it must be REJECTED. */
  readonly expected: 'AVAILABLE' | 'FILE_ACTIVE_CONTENT' | 'MALWARE_DETECTED';
}

const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';
const LARGEST_PADDING = 1024 * 1024;

const KINDS = { pdf: 35, png: 25, padded: 25, active: 8, malware: 7 };

/** A document that no other upload has; malware only where something can find it. */
export function randomUpload(random: Random, hasScanner: boolean): Upload {
  const kind = random.weighted(hasScanner ? KINDS : { ...KINDS, malware: 0 });
  const document = (made: ReturnType<typeof pdf>): UploadParts => ({ documentType: 'OTHER', ...made });
  switch (kind) {
    case 'pdf':
      return { parts: document(pdf('page.pdf', randomUUID())), expected: 'AVAILABLE' };
    case 'png':
      return { parts: document(png('picture.png', 64, 48)), expected: 'AVAILABLE' };
    case 'padded':
      return { parts: document(padded(random)), expected: 'AVAILABLE' };
    case 'active': {
      const action = '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> ';
      return { parts: document(pdf('active.pdf', randomUUID(), action)), expected: 'FILE_ACTIVE_CONTENT' };
    }
    case 'malware': {
      const comment = `\n%${EICAR}\n`;
      return { parts: document(pdf('malware.pdf', randomUUID(), comment)), expected: 'MALWARE_DETECTED' };
    }
  }
}

/** A larger one: its catalog holds a string that doesn't compress. */
function padded(random: Random): ReturnType<typeof pdf> {
  const words = randomBytes(random.between(1, LARGEST_PADDING / 2)).toString('hex');
  return pdf('large.pdf', randomUUID(), `/Padding <${words}> `);
}
