import type { FileRejectionReason } from '@oceafin/contracts';
import { flateStream, image, pdf, rewritten, stream } from '../../test/documents.spec';
import { AVIF, HEIC } from '../../test/heif-samples.spec';
import type { ContentType } from '../domain/content-types';
import { inspect } from './inspect';

const PDF = 'application/pdf';
const text = (value: string): Buffer => Buffer.from(value, 'latin1');

async function verdict(bytes: Buffer, contentType: ContentType): Promise<FileRejectionReason | 'CLEAN'> {
  const finding = await inspect(bytes, contentType);
  return finding.clean ? 'CLEAN' : finding.reason;
}

describe('PDF that is fine', () => {
  const link = (target: string): string =>
    `/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (${target}) >> >>]`;

  it.each<[string, Buffer | Promise<Buffer>]>([
    ['a plain page', pdf()],
    ['a link to the web', pdf({ page: link('https://example.com/a?b=c') })],
    ['a link to mail', pdf({ page: link('mailto:a@example.com') })],
    ['a relative link', pdf({ page: link('www.example.com') })],
    ['a destination that opens by itself', pdf({ catalog: '/OpenAction [3 0 R /Fit]' })],
    [
      'a form field',
      pdf({ catalog: '/AcroForm << /Fields [5 0 R] >>', objects: ['<< /FT /Tx /T (name) /V (value) >>'] }),
    ],
    ['a text attachment', withAttachment(stream('/Type /EmbeddedFile', text('plain words\n')))],
    [
      'an XML attachment',
      withAttachment(flateStream('/Type /EmbeddedFile', text('<?xml version="1.0"?><invoice/>'))),
    ],
    ['a clean PDF as attachment', withAttachment(flateStream('/Type /EmbeddedFile', pdf()))],
    ['object streams', rewritten(pdf(), '--object-streams=generate')],
    ['a linearized file', rewritten(pdf(), '--linearize')],
    ['an owner password only', rewritten(pdf(), '--encrypt', '', 'owner', '256', '--')],
    ['padding after the end', Buffer.concat([pdf(), Buffer.alloc(512), text('\r\n')])],
    ['the words of an attack as text', pdf({ content: 'BT (/JavaScript /Launch) Tj ET' })],
  ])('%s', async (_, bytes) => {
    expect(await verdict(await bytes, PDF)).toBe('CLEAN');
  });
});

describe('PDF that is refused', () => {
  const action = (dict: string): Buffer => pdf({ catalog: `/OpenAction << /S ${dict} >>` });
  const inAnnotation = (dict: string): Buffer =>
    pdf({ page: `/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << ${dict} >> >>]` });
  const script = '/JavaScript /JS (app.alert(1))';

  it.each<[string, FileRejectionReason, Buffer | Promise<Buffer>]>([
    ['JavaScript', 'FILE_ACTIVE_CONTENT', action(script)],
    ['JavaScript in escaped names', 'FILE_ACTIVE_CONTENT', action('/J#61vaScript /#4A#53 (app.alert(1))')],
    [
      'JavaScript in an object stream',
      'FILE_ACTIVE_CONTENT',
      rewritten(action(script), '--object-streams=generate'),
    ],
    [
      'JavaScript under an owner password',
      'FILE_ACTIVE_CONTENT',
      rewritten(action(script), '--encrypt', '', 'o', '256', '--'),
    ],
    [
      'named JavaScript',
      'FILE_ACTIVE_CONTENT',
      pdf({ catalog: '/Names << /JavaScript << /Names [(a) 5 0 R] >> >>', objects: [`<< /S ${script} >>`] }),
    ],
    ['Launch', 'FILE_ACTIVE_CONTENT', action('/Launch /F (cmd.exe)')],
    [
      'Launch behind a reference',
      'FILE_ACTIVE_CONTENT',
      pdf({ catalog: '/OpenAction 5 0 R', objects: ['<< /S 6 0 R /F (cmd.exe) >>', '/Launch'] }),
    ],
    ['SubmitForm', 'FILE_ACTIVE_CONTENT', action('/SubmitForm /F (http://x)')],
    ['ImportData', 'FILE_ACTIVE_CONTENT', action('/ImportData /F (x)')],
    ['GoToR', 'FILE_ACTIVE_CONTENT', inAnnotation('/S /GoToR /F (x.pdf) /D [0 /Fit]')],
    ['GoToE', 'FILE_ACTIVE_CONTENT', inAnnotation('/S /GoToE /T << >>')],
    ['Rendition', 'FILE_ACTIVE_CONTENT', inAnnotation('/S /Rendition')],
    ['Movie', 'FILE_ACTIVE_CONTENT', pdf({ page: '/Annots [<< /Subtype /Movie /Rect [0 0 9 9] >>]' })],
    [
      'RichMedia',
      'FILE_ACTIVE_CONTENT',
      pdf({ page: '/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] >>]' }),
    ],
    ['3D', 'FILE_ACTIVE_CONTENT', pdf({ page: '/Annots [<< /Subtype /3D /Rect [0 0 9 9] >>]' })],
    [
      'XFA',
      'FILE_ACTIVE_CONTENT',
      pdf({ catalog: '/AcroForm << /Fields [] /XFA 5 0 R >>', objects: [stream('', text('<xdp/>'))] }),
    ],
    ['additional actions', 'FILE_ACTIVE_CONTENT', pdf({ page: '/AA << /O << /S /Named /N /Print >> >>' })],
    ['an automatic URI', 'FILE_ACTIVE_CONTENT', action('/URI /URI (https://example.com)')],
    [
      'an automatic chain',
      'FILE_ACTIVE_CONTENT',
      action('/GoTo /D [3 0 R /Fit] /Next << /S /URI /URI (https://x) >>'),
    ],
    ['a javascript: link', 'FILE_ACTIVE_CONTENT', inAnnotation('/S /URI /URI (java\\nscript:alert\\(1\\))')],
    ['a file: link', 'FILE_ACTIVE_CONTENT', inAnnotation('/S /URI /URI (FILE:///etc/passwd)')],
    ['a file: base', 'FILE_ACTIVE_CONTENT', pdf({ catalog: '/URI << /Base (file:///) >>' })],
    [
      'an attached program',
      'FILE_ACTIVE_CONTENT',
      withAttachment(stream('/Type /EmbeddedFile', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'))),
    ],
    ['an attached script', 'FILE_ACTIVE_CONTENT', withAttachment(stream('', text('#!/bin/sh\nrm -rf /\n')))],
    [
      'an attached PDF with JavaScript',
      'FILE_ACTIVE_CONTENT',
      withAttachment(flateStream('/Type /EmbeddedFile', action(script))),
    ],
    ['a user password', 'FILE_ENCRYPTED', rewritten(pdf(), '--encrypt', 'user', 'owner', '256', '--')],
    ['a cut-off file', 'FILE_CORRUPT', pdf().subarray(0, 400)],
    [
      'no cross-reference table',
      'FILE_CORRUPT',
      text('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n'),
    ],
    [
      'a broken stream',
      'FILE_CORRUPT',
      pdf({ objects: [stream('/Filter /FlateDecode', Buffer.alloc(200, 7))] }),
    ],
    ['bytes after the end', 'FILE_CONTENT_MISMATCH', Buffer.concat([pdf(), text('MZ and more')])],
    [
      'a ZIP after the end',
      'FILE_CONTENT_MISMATCH',
      Buffer.concat([pdf(), text('PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0')]),
    ],
    ['an endless stream', 'FILE_BOMB', pdf({ objects: [flateStream('', Buffer.alloc(300 * 1024 * 1024))] })],
    [
      'a picture of too many pixels',
      'FILE_BOMB',
      pdf({ objects: [stream('/Subtype /Image /Width 20000 /Height 20000', text(''))] }),
    ],
    ['too many pages', 'FILE_BOMB', pdf({ pages: 1_001 })],
  ])('%s', async (_, reason, bytes) => {
    expect(await verdict(await bytes, PDF)).toBe(reason);
  });
});

describe.each(['jpeg', 'png', 'webp', 'tiff'] as const)('%s', (format) => {
  const contentType: ContentType = `image/${format}`;
  const other = format === 'png' ? 'image/jpeg' : 'image/png';

  it('is fine as it is, and with padding', async () => {
    const bytes = await image(format);
    expect(await verdict(bytes, contentType)).toBe('CLEAN');
    expect(await verdict(Buffer.concat([bytes, Buffer.alloc(64)]), contentType)).toBe('CLEAN');
  });

  it('is refused when it is cut off anywhere', async () => {
    const bytes = await image(format);
    for (const part of [0.3, 0.6, 0.95]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * part));
      expect(await verdict(cut, contentType)).toBe('FILE_CORRUPT');
    }
  });

  it('is refused when something else follows', async () => {
    const bytes = await image(format);
    expect(await verdict(Buffer.concat([bytes, text('<?php system($_GET[0]);')]), contentType)).toBe(
      'FILE_CONTENT_MISMATCH',
    );
    expect(await verdict(Buffer.concat([bytes, pdf()]), contentType)).toBe('FILE_CONTENT_MISMATCH');
  });

  it('is refused under another name', async () => {
    expect(await verdict(await image(format), other)).toBe('FILE_CONTENT_MISMATCH');
  });
});

describe('heic', () => {
  it('is fine as it is', async () => {
    expect(await verdict(HEIC, 'image/heic')).toBe('CLEAN');
  });

  it('is refused when it is cut off', async () => {
    for (const part of [0.4, 0.7, 0.95]) {
      expect(await verdict(HEIC.subarray(0, Math.floor(HEIC.length * part)), 'image/heic')).toBe(
        'FILE_CORRUPT',
      );
    }
  });

  it('is refused when something follows', async () => {
    const followed = Buffer.concat([HEIC, text('MZ and a program')]);
    expect(await verdict(followed, 'image/heic')).toBe('FILE_CONTENT_MISMATCH');
  });

  it('is not AVIF', async () => {
    expect(await verdict(AVIF, 'image/heic')).toBe('FILE_CONTENT_MISMATCH');
  });
});

describe('images beyond the limits', () => {
  it('are bombs by their header alone', async () => {
    const huge = Buffer.from(await image('png', 10, 10));
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    expect(['FILE_BOMB', 'FILE_CORRUPT']).toContain(await verdict(huge, 'image/png'));
  });

  it('are bombs though they compress well', async () => {
    expect(await verdict(await blank(12_000, 12_000), 'image/png')).toBe('FILE_BOMB');
  });

  it('are decoded up to them', async () => {
    expect(await verdict(await blank(10_000, 10_000), 'image/png')).toBe('CLEAN');
  });
});

async function blank(width: number, height: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const background = { r: 255, g: 255, b: 255 };
  return sharp({ create: { width, height, channels: 3, background }, limitInputPixels: false })
    .png()
    .toBuffer();
}

function withAttachment(embedded: Buffer): Buffer {
  const names = '/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>';
  return pdf({ catalog: names, objects: ['<< /Type /Filespec /F (a.bin) /EF << /F 6 0 R >> >>', embedded] });
}
