import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '@oceafin/platform';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { PARTNER_ACCESS_OPTIONS, type PartnerAccessOptions } from '../partner-access.options';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a cursor is bound to: another list, partner or filter makes it void. */
export interface CursorBinding {
  /** Name of the list, for instance `customers` or `timeline`. */
  readonly list: string;
  readonly partnerId: string;
  /** The filters of the request, without `limit` and `cursor`; order and undefined members don't matter. */
  readonly filters?: object;
}

/** Seals the position of a keyset page into an opaque cursor. */
@Injectable()
export class CursorCodec {
  private readonly key: Buffer;

  constructor(@Inject(PARTNER_ACCESS_OPTIONS) options: Pick<PartnerAccessOptions, 'cursorKey'>) {
    this.key = options.cursorKey;
    if (this.key.length !== 32) throw new Error('CURSOR_KEY must be 32 bytes');
  }

  /** `position` is any JSON value, typically the sort key of the page's last row. */
  encode(binding: CursorBinding, position: unknown): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, iv).setAAD(bindingBytes(binding));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(position), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** Throws PARTNER_REQUEST_INVALID (400) for a cursor that this codec didn't issue for this very binding. */
  decode<T>(binding: CursorBinding, cursor: string): T {
    try {
      const bytes = Buffer.from(cursor, 'base64url');
      // Node's decoder skips foreign characters; only the exact text that was issued is good.
      if (bytes.toString('base64url') !== cursor) throw new Error('not canonical');
      const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, IV_BYTES))
        .setAAD(bindingBytes(binding))
        .setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const sealed = bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES);
      return JSON.parse(Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8')) as T;
    } catch {
      throw new Problem('PARTNER_REQUEST_INVALID', {
        detail: 'The cursor was not issued for this list with these filters.',
      });
    }
  }
}

function bindingBytes({ list, partnerId, filters = {} }: CursorBinding): Buffer {
  const entries = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify([list, partnerId, entries]), 'utf8');
}
