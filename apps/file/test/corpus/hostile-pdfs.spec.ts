import { deflateSync } from 'node:zlib';
import { flateStream, pdf, rewritten, stream } from '../documents.spec';
import { lzwOfZeros } from './lzw-encoder.spec';
import { type CorpusFile, type Expected, latin1 } from './corpus-file.spec';

export const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';
const SCRIPT = '/S /JavaScript /JS (app.alert\\(1\\))';
const MiB = 1024 * 1024;

type Make = CorpusFile['make'];

const openAction = (dict: string, ...objects: (string | Buffer)[]): Buffer =>
  pdf({ catalog: `/OpenAction << ${dict} >>`, objects });
const clicked = (dict: string): Buffer =>
  pdf({ page: `/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << ${dict} >> >>]` });
const annotation = (dict: string): Buffer =>
  pdf({ page: `/Annots [<< /Type /Annot /Rect [0 0 9 9] ${dict} >>]` });
const attached = (name: string, data: Buffer, how = ''): Buffer =>
  pdf({
    catalog: '/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>',
    objects: [
      `<< /Type /Filespec /F (${name}) /UF (${name}) /EF << /F 6 0 R >> >>`,
      stream(`/Type /EmbeddedFile ${how}`, data),
    ],
  });

/** Where the cross-references of a document begin. */
function startOf(document: Buffer): string {
  return /startxref\s+(\d+)\s+%%EOF\s*$/.exec(document.toString('latin1'))![1]!;
}

/** An incremental update that replaces or adds one object. */
function updated(document: Buffer, number: number, object: string): Buffer {
  const before = document.toString('latin1');
  const previous = startOf(document);
  const size = Math.max(number + 1, Number(/\/Size (\d+)/.exec(before)![1]));
  const added = `${number} 0 obj\n${object}\nendobj\n`;
  const at = document.length;
  return Buffer.concat([
    document,
    latin1(
      `${added}xref\n${number} 1\n${String(at).padStart(10, '0')} 00000 n \ntrailer\n` +
        `<< /Size ${size} /Root 1 0 R /Prev ${previous} >>\nstartxref\n${at + added.length}\n%%EOF\n`,
    ),
  ]);
}

const catalogWith = (members: string): string => `<< /Type /Catalog /Pages 2 0 R ${members} >>`;
const hidden = updated(openAction(SCRIPT), 1, catalogWith(''));

const active: [string, Make][] = [
  ['JavaScript at opening', () => openAction(SCRIPT)],
  [
    'JavaScript in a stream',
    () => openAction('/S /JavaScript /JS 5 0 R', flateStream('', latin1('app.alert(1)'))),
  ],
  ['JavaScript on a click', () => clicked(SCRIPT)],
  [
    'JavaScript behind three references',
    () =>
      pdf({
        catalog: '/OpenAction 5 0 R',
        objects: ['<< /S 6 0 R /JS 7 0 R >>', '/JavaScript', '(app.alert\\(1\\))'],
      }),
  ],
  [
    'JavaScript by name',
    () => pdf({ catalog: '/Names << /JavaScript << /Names [(a) 5 0 R] >> >>', objects: [`<< ${SCRIPT} >>`] }),
  ],
  [
    'JavaScript in an outline',
    () =>
      pdf({
        catalog: '/Outlines << /First 5 0 R /Last 5 0 R >>',
        objects: [`<< /Title (x) /A << ${SCRIPT} >> >>`],
      }),
  ],
  ['JavaScript in escaped names', () => openAction('/#53 /J#61vaScript /#4A#53 (app.alert\\(1\\))')],
  ['JavaScript in every letter escaped', () => openAction('/S /#4a#61#76#61#53#63#72#69#70#74 /JS (x)')],
  ['JavaScript in object streams', () => rewritten(openAction(SCRIPT), '--object-streams=generate')],
  ['JavaScript in a linearized file', () => rewritten(openAction(SCRIPT), '--linearize')],
  [
    'JavaScript under an owner password',
    () => rewritten(openAction(SCRIPT), '--encrypt', '', 'o', '256', '--'),
  ],
  [
    'JavaScript under RC4',
    () => rewritten(openAction(SCRIPT), '--allow-weak-crypto', '--encrypt', '', 'o', '40', '--'),
  ],
  ['JavaScript added by an update', () => updated(pdf(), 1, catalogWith(`/OpenAction << ${SCRIPT} >>`))],
  ['JavaScript taken away by an update', () => hidden],
  ['JavaScript after a chain of actions', () => openAction(`/S /GoTo /D [3 0 R /Fit] /Next << ${SCRIPT} >>`)],
  [
    'JavaScript in a form field',
    () =>
      pdf({
        catalog: '/AcroForm << /Fields [5 0 R] >>',
        objects: [`<< /FT /Tx /T (n) /AA << /K << ${SCRIPT} >> >> >>`],
      }),
  ],
  ['Launch', () => openAction('/S /Launch /F (cmd.exe)')],
  ['Launch with parameters', () => clicked('/S /Launch /Win << /F (cmd.exe) /P (/c calc) >>')],
  ['SubmitForm', () => clicked('/S /SubmitForm /F << /FS /URL /F (http://x.example) >>')],
  ['ImportData', () => clicked('/S /ImportData /F (x.fdf)')],
  ['GoToR', () => clicked('/S /GoToR /F (\\\\\\\\host\\\\share\\\\x.pdf) /D [0 /Fit]')],
  ['GoToE', () => clicked('/S /GoToE /T << /R /C /N (a) >> /D [0 /Fit]')],
  ['Rendition', () => clicked('/S /Rendition /OP 0')],
  ['Movie action', () => clicked('/S /Movie /T (x)')],
  ['Movie annotation', () => annotation('/Subtype /Movie /Movie << /F (x.avi) >>')],
  ['RichMedia', () => annotation('/Subtype /RichMedia /RichMediaContent << >>')],
  ['3D', () => annotation('/Subtype /3D /3DD 5 0 R')],
  [
    'XFA in a stream',
    () =>
      pdf({
        catalog: '/AcroForm << /Fields [] /XFA 5 0 R >>',
        objects: [flateStream('', latin1('<xdp:xdp/>'))],
      }),
  ],
  [
    'XFA in parts',
    () =>
      pdf({
        catalog: '/AcroForm << /Fields [] /XFA [(template) 5 0 R] >>',
        objects: [stream('', latin1('<template/>'))],
      }),
  ],
  ['additional actions of the document', () => pdf({ catalog: '/AA << /WC << /S /Named /N /Print >> >>' })],
  [
    'additional actions of a page',
    () => pdf({ page: '/AA << /O << /S /URI /URI (https://x.example) >> >>' }),
  ],
  ['additional actions disguised as a font', () => pdf({ page: `/AA << /Type /Font /O << ${SCRIPT} >> >>` })],
  ['an automatic link', () => openAction('/S /URI /URI (https://x.example)')],
  [
    'an automatic link behind a reference',
    () => pdf({ catalog: '/OpenAction 5 0 R', objects: ['<< /S /URI /URI (https://x.example) >>'] }),
  ],
  ['a javascript: link', () => clicked('/S /URI /URI (javascript:alert\\(1\\))')],
  ['a javascript: link with controls in it', () => clicked('/S /URI /URI ( \\tJava\\nScript:alert\\(1\\))')],
  ['a file: link', () => clicked('/S /URI /URI (file:///etc/passwd)')],
  ['a file: link in UTF-16', () => clicked('/S /URI /URI <FEFF00660069006C0065003A002F002F002F0065>')],
  ['a link to a file share', () => clicked('/S /URI /URI (\\\\\\\\host\\\\share)')],
  ['a link that starts a program', () => clicked('/S /URI /URI (ms-msdt:/id PCWDiagnostic)')],
  ['a data: link', () => clicked('/S /URI /URI (data:text/html,x)')],
  ['a file: base of links', () => pdf({ catalog: '/URI << /Base (file:///c:/) >>' })],
  [
    'an attached program',
    () => attached('a.exe', Buffer.concat([latin1('MZ\x90\0\x03\0\0\0'), Buffer.alloc(200, 1)])),
  ],
  [
    'an attached program under a harmless name',
    () => attached('a.txt', Buffer.concat([latin1('MZ\x90\0\x03\0\0\0'), Buffer.alloc(200, 1)])),
  ],
  ['an attached script that looks like text', () => attached('a.js', latin1('WScript.Echo(1)'))],
  ['an attached shell script', () => attached('readme', latin1('#!/bin/sh\nrm -rf /\n'))],
  ['an attached page', () => attached('a.xml', latin1('<html><script>alert(1)</script></html>'))],
  ['an attached archive', () => attached('a.zip', latin1('PK\x03\x04\x14\0\0\0\0\0'))],
  ['an attached office document', () => attached('a.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'))],
  ['an attached PDF with JavaScript', () => attached('a.pdf', openAction(SCRIPT))],
  [
    'an attached program in two encodings',
    () =>
      attached(
        'a.bin',
        latin1(`${deflateSync(latin1('MZ\x90\0\x03')).toString('hex')}>`),
        '/Filter [/AHx /Fl]',
      ),
  ],
  [
    'an attachment to the page',
    () =>
      pdf({
        page: '/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] /FS 5 0 R >>]',
        objects: ['<< /Type /Filespec /F (x.exe) /EF << /F 6 0 R >> >>', stream('', latin1('MZ\x90\0\x03'))],
      }),
  ],
];

const ascii85OfZeros = (bytes: number): Buffer => latin1(`${'z'.repeat(bytes / 4)}~>`);
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);

const bombs: [string, Make][] = [
  ['a stream of 300 MiB', () => pdf({ objects: [flateStream('', zeros(300 * MiB))] })],
  [
    'a stream of 300 MiB inside another',
    () =>
      pdf({ objects: [stream('/Filter [/Fl /FlateDecode]', deflateSync(deflateSync(zeros(300 * MiB))))] }),
  ],
  [
    'a stream of 300 MiB behind ASCII',
    () =>
      pdf({
        objects: [
          stream(
            '/Filter [/ASCIIHexDecode /FlateDecode]',
            latin1(`${deflateSync(zeros(300 * MiB)).toString('hex')}>`),
          ),
        ],
      }),
  ],
  [
    'a stream of 300 MiB in LZW',
    () => pdf({ objects: [stream('/Filter /LZWDecode', lzwOfZeros(300 * MiB))] }),
  ],
  [
    'a stream of 300 MiB in run lengths',
    () =>
      pdf({
        objects: [
          stream(
            '/Filter [/FlateDecode /RL]',
            deflateSync(Buffer.alloc((300 * MiB) / 64, Buffer.from([129, 0]))),
          ),
        ],
      }),
  ],
  [
    'a stream of 300 MiB in base 85',
    () => pdf({ objects: [stream('/Filter [/Fl /A85]', deflateSync(ascii85OfZeros(300 * MiB)))] }),
  ],
  ['1,001 pages', () => pdf({ pages: 1_001 })],
  ['a page tree without end', endlessPages],
  [
    'an image of 400 megapixels',
    () => pdf({ objects: [stream('/Type /XObject /Subtype /Image /Width 20000 /Height 20000', zeros(8))] }),
  ],
  [
    'an image of 400 megapixels behind references',
    () => pdf({ objects: ['20000', stream('/Subtype /Image /Width 5 0 R /Height 5 0 R', zeros(8))] }),
  ],
];

/** Five levels of ten kids each, all of them the same. */
function endlessPages(): Buffer {
  const level = (kid: number): string => `<< /Type /Pages /Count 10 /Kids [${`${kid} 0 R `.repeat(10)}] >>`;
  const objects = [level(6), level(7), level(8), level(3)];
  return updated(pdf({ objects }), 2, level(5));
}

const encrypted: [string, Make][] = (
  [
    ['AES-256', []],
    ['AES-128', ['--allow-weak-crypto']],
    ['RC4, 40 bits', ['--allow-weak-crypto']],
  ] as const
).map(([name, more]) => {
  const bits = { 'AES-256': ['256'], 'AES-128': ['128', '--use-aes=y'], 'RC4, 40 bits': ['40'] }[name];
  return [
    `a user password, ${name}`,
    () => rewritten(pdf(), ...more, '--encrypt', 'user', 'owner', ...bits, '--'),
  ];
});
encrypted.push([
  'a certificate instead of a password',
  () => {
    const plain = pdf().toString('latin1');
    return latin1(
      plain.replace('/Root 1 0 R', '/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Adobe.PubSec /V 4 >>'),
    );
  },
]);

const corrupt: [string, Make][] = [
  ...[0.1, 0.5, 0.9].map((part): [string, Make] => [
    `cut off at ${part * 100} %`,
    () =>
      pdf({ content: 'x'.repeat(4_000) }).subarray(
        0,
        Math.floor(part * pdf({ content: 'x'.repeat(4_000) }).length),
      ),
  ]),
  [
    'a stream that is no stream',
    () => pdf({ objects: [stream('/Filter /FlateDecode', Buffer.alloc(200, 7))] }),
  ],
  ['a header and nothing else', () => latin1('%PDF-1.7\n%%EOF\n')],
  ['no cross-references', () => latin1('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n')],
  ['no pages', () => pdf({ pages: 0 })],
  ['zeros after the header', () => Buffer.concat([latin1('%PDF-1.7\n'), zeros(5_000)])],
];

const ZIP_END = latin1('PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0');
const second: [string, Make][] = [
  ['a ZIP archive after it', () => Buffer.concat([pdf(), latin1('PK\x03\x04rest'), ZIP_END])],
  [
    'a ZIP archive inside it',
    () =>
      Buffer.concat([
        pdf({ objects: [stream('', Buffer.concat([latin1('PK\x03\x04'), Buffer.alloc(60), ZIP_END]))] }),
      ]),
  ],
  ['a program after it', () => Buffer.concat([pdf(), latin1('MZ\x90\0and so on')])],
  ['a page after it', () => Buffer.concat([pdf(), latin1('<html><body>x</body></html>')])],
  [
    'a page between two ends',
    () => Buffer.concat([pdf(), latin1(`<html></html>\nstartxref\n${startOf(pdf())}\n%%EOF\n`)]),
  ],
  ['a PHP archive', () => pdf({ objects: [stream('', latin1('<?php __HALT_COMPILER(); ?>'))] })],
];

const malware: [string, Make][] = [
  ['EICAR in a content stream', () => pdf({ content: EICAR })],
  ['EICAR in a compressed stream', () => pdf({ objects: [flateStream('', latin1(EICAR))] })],
  ['EICAR as an attachment', () => attached('eicar.txt', latin1(EICAR))],
];

const family = (expected: Expected, files: [string, Make][], more: Partial<CorpusFile> = {}): CorpusFile[] =>
  files.map(([name, make]) => ({
    name,
    producer: 'by hand, qpdf',
    contentType: 'application/pdf',
    expected,
    make,
    ...more,
  }));

export const HOSTILE_PDFS: readonly CorpusFile[] = [
  ...family('FILE_ACTIVE_CONTENT', active),
  ...family('FILE_BOMB', bombs),
  ...family('FILE_ENCRYPTED', encrypted),
  ...family('FILE_CORRUPT', corrupt),
  ...family('FILE_CONTENT_MISMATCH', second),
  ...family('MALWARE_DETECTED', malware, { scanner: true }),
];
