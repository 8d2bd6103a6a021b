import PDFKit from 'pdfkit';
import { PageSizes, PDFDocument, PDFName, PDFString, StandardFonts } from 'pdf-lib';
import { buffer } from 'node:stream/consumers';
import { flateStream, image, pdf, rewritten, stream } from '../documents.spec';
import { type CorpusFile, latin1 } from './corpus-file.spec';

type Make = () => Buffer | Promise<Buffer>;

const link = (target: string): string =>
  `/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (${target}) >> >>]`;
const attached = (name: string, data: Buffer, how = ''): Buffer =>
  pdf({
    catalog: '/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>',
    objects: [
      `<< /Type /Filespec /F (${name}) /EF << /F 6 0 R >> >>`,
      stream(`/Type /EmbeddedFile ${how}`, data),
    ],
  });

/** What the contract names as fine, and what is mistaken for worse. */
const byHand: [string, Make][] = [
  ['a plain page', () => pdf()],
  ['a link to http', () => pdf({ page: link('http://example.com/a?b=c#d') })],
  ['a link to https', () => pdf({ page: link('https://user@example.com:8443/') })],
  ['a link to mail', () => pdf({ page: link('mailto:a@example.com?subject=x') })],
  ['a telephone link', () => pdf({ page: link('tel:+3110000000') })],
  ['a relative link', () => pdf({ page: link('www.example.com') })],
  ['a link without scheme but with a port', () => pdf({ page: link('www.example.com:8080/x') })],
  ['a page that opens by itself', () => pdf({ catalog: '/OpenAction [3 0 R /FitH 100]' })],
  ['a page that opens by an action', () => pdf({ catalog: '/OpenAction << /S /GoTo /D [3 0 R /Fit] >>' })],
  ['a named destination', () => pdf({ catalog: '/Dests << /AA [3 0 R /Fit] /JS [3 0 R /Fit] >>' })],
  [
    'a text field',
    () =>
      pdf({ catalog: '/AcroForm << /Fields [5 0 R] >>', objects: ['<< /FT /Tx /T (name) /V (value) >>'] }),
  ],
  ['an empty XFA entry', () => pdf({ catalog: '/AcroForm << /Fields [] /XFA null >>' })],
  ['an empty list of scripts', () => pdf({ catalog: '/Names << /JavaScript << /Names [] >> >>' })],
  [
    'a font named AA and a picture named JS',
    () =>
      pdf({
        page: '/Resources << /Font << /AA 5 0 R >> /XObject << /JS 6 0 R >> >>',
        objects: [
          '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
          stream('/Type /XObject /Subtype /Form /BBox [0 0 1 1]', latin1('')),
        ],
      }),
  ],
  [
    'the words of an attack as text',
    () => pdf({ content: 'BT (/JavaScript /Launch /AA %%EOF startxref) Tj ET' }),
  ],
  [
    'a signature',
    () =>
      pdf({
        catalog: '/AcroForm << /SigFlags 3 /Fields [5 0 R] >>',
        objects: [
          '<< /FT /Sig /T (s) /V 6 0 R >>',
          `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 10 20 30] /Contents <${'00'.repeat(500)}> >>`,
        ],
      }),
  ],
  ['a text attachment', () => attached('a.txt', latin1('plain words\r\n\tand more'))],
  ['a text attachment in Latin-1', () => attached('a.txt', latin1('caf\xe9'))],
  ['a text attachment in UTF-16', () => attached('a.txt', Buffer.from('\ufeffwords', 'utf16le'))],
  [
    'an XML attachment',
    () => attached('factur-x.xml', latin1('<?xml version="1.0"?><invoice/>'), '/Subtype /text#2Fxml'),
  ],
  [
    'an XML attachment in Latin-1',
    () => attached('a.xml', latin1('<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe4</a>')),
  ],
  ['a CSV attachment', () => attached('a.csv', latin1('a,b\n1,2\n'))],
  ['an attachment without extension', () => attached('notes', latin1('words'))],
  ['a PDF attachment', () => attached('a.pdf', pdf())],
  ['a PNG attachment', async () => attached('a.png', await image('png', 20, 20))],
  ['an attachment in base 16', () => attached('a.txt', latin1('776f726473>'), '/Filter /ASCIIHexDecode')],
  ['a stream of 200 MiB', () => pdf({ objects: [flateStream('', Buffer.alloc(200 * 1024 * 1024))] })],
  ['1,000 pages', () => pdf({ pages: 1_000 })],
  ['padding after the end', () => Buffer.concat([pdf(), Buffer.alloc(512), latin1('\r\n \t')])],
  [
    'a stream in LZW',
    () => pdf({ objects: [stream('/Filter /LZWDecode', Buffer.from('800b6050220c0c8501', 'hex'))] }),
  ],
  [
    'a stream in base 85',
    () => pdf({ objects: [stream('/Filter /ASCII85Decode', latin1('87cURD]i,"Ebo80~>'))] }),
  ],
  [
    'a stream in run lengths',
    () => pdf({ objects: [stream('/Filter /RunLengthDecode', Buffer.from([2, 1, 2, 3, 250, 7, 128]))] }),
  ],
];

async function pdfLib(
  change: (document: PDFDocument) => Promise<void> | void,
  objectStreams = true,
): Promise<Buffer> {
  const document = await PDFDocument.create();
  const page = document.addPage(PageSizes.A4);
  page.drawText('Certificate of incorporation', { font: await document.embedFont(StandardFonts.Helvetica) });
  await change(document);
  return Buffer.from(await document.save({ useObjectStreams: objectStreams }));
}

const withPdfLib: [string, Make][] = [
  ['text', () => pdfLib(() => undefined)],
  ['text without object streams', () => pdfLib(() => undefined, false)],
  [
    'every standard font',
    () =>
      pdfLib(async (document) => {
        for (const font of Object.values(StandardFonts)) await document.embedFont(font);
      }),
  ],
  [
    'a JPEG',
    () =>
      pdfLib(async (document) => {
        document.getPage(0).drawImage(await document.embedJpg(await image('jpeg')));
      }),
  ],
  [
    'a PNG',
    () =>
      pdfLib(async (document) => {
        document.getPage(0).drawImage(await document.embedPng(await image('png')));
      }),
  ],
  ['a form', () => pdfLib(addForm)],
  [
    'a flattened form',
    () =>
      pdfLib((document) => {
        addForm(document);
        document.getForm().flatten();
      }),
  ],
  [
    'metadata',
    () =>
      pdfLib((document) => {
        document.setTitle('Tïtle');
        document.setAuthor('Jane');
        document.setKeywords(['a', 'b']);
        document.setCreationDate(new Date(0));
      }),
  ],
  [
    'an XML attachment',
    () =>
      pdfLib((document) =>
        document.attach(latin1('<?xml version="1.0"?><a/>'), 'a.xml', { mimeType: 'application/xml' }),
      ),
  ],
  [
    'a text attachment',
    () => pdfLib((document) => document.attach(latin1('words'), 'a.txt', { mimeType: 'text/plain' })),
  ],
  [
    'forty pages',
    () =>
      pdfLib((document) => {
        for (let page = 1; page < 40; page += 1) document.addPage();
      }),
  ],
  [
    'pages of another document',
    () =>
      pdfLib(async (document) => {
        for (const page of await document.copyPages(await PDFDocument.load(pdf()), [0]))
          document.addPage(page);
      }),
  ],
  [
    'a page as a picture',
    () =>
      pdfLib(async (document) => {
        const [page] = await document.embedPdf(pdf());
        document.getPage(0).drawPage(page!);
      }),
  ],
  [
    'a link',
    () =>
      pdfLib((document) => {
        const annotation = document.context.obj({
          Type: 'Annot',
          Subtype: 'Link',
          Rect: [0, 0, 9, 9],
          A: { Type: 'Action', S: 'URI', URI: PDFString.of('https://example.com') },
        });
        document.getPage(0).node.set(PDFName.of('Annots'), document.context.obj([annotation]));
      }),
  ],
];

function addForm(document: PDFDocument): void {
  const form = document.getForm();
  const page = document.getPage(0);
  const field = form.createTextField('name');
  field.setText('Jane');
  field.addToPage(page);
  form.createCheckBox('agreed').addToPage(page);
  const choice = form.createDropdown('country');
  choice.addOptions(['NL', 'DE']);
  choice.addToPage(page);
  form.createRadioGroup('kind').addOptionToPage('a', page);
}

function pdfKit(
  change: (document: PDFKit.PDFDocument) => void,
  options: PDFKit.PDFDocumentOptions = {},
): Promise<Buffer> {
  const document = new PDFKit({ ...options });
  const made = buffer(document);
  document.text('Bank statement');
  change(document);
  document.end();
  return made;
}

const withPdfKit: [string, Make][] = [
  ['text', () => pdfKit(() => undefined)],
  ['text, uncompressed', () => pdfKit(() => undefined, { compress: false })],
  ...(['1.3', '1.4', '1.5', '1.6', '1.7'] as const).map((pdfVersion): [string, Make] => [
    `version ${pdfVersion}`,
    () => pdfKit(() => undefined, { pdfVersion }),
  ]),
  [
    'links and an outline',
    () =>
      pdfKit((document) => {
        document.link(0, 0, 9, 9, 'https://example.com');
        document.addPage().addNamedDestination('x');
        document.goTo(0, 0, 9, 9, 'x');
        document.outline.addItem('One');
      }),
  ],
  [
    'drawings',
    () =>
      pdfKit((document) => {
        document.circle(50, 50, 20).fill('red');
        document.linearGradient(0, 0, 9, 9).stop(0, 'red').stop(1, 'blue');
      }),
  ],
  ['an owner password', () => pdfKit(() => undefined, { ownerPassword: 'o', pdfVersion: '1.7' })],
  [
    'a tagged document',
    () =>
      pdfKit(
        (document) => {
          const content = document.markStructureContent('P');
          document.text('x');
          document.endMarkedContent();
          document.addStructure(document.struct('P', {}, [content]));
        },
        { tagged: true, pdfVersion: '1.5', lang: 'en' },
      ),
  ],
  [
    'a note and a highlight',
    () =>
      pdfKit((document) => {
        document.note(9, 9, 9, 9, 'a note');
        document.highlight(0, 0, 9, 9);
      }),
  ],
  [
    'a text attachment',
    () =>
      pdfKit((document) => {
        document.file(latin1('words'), { name: 'a.txt' });
      }),
  ],
  [
    'a form',
    () =>
      pdfKit((document) => {
        document.initForm();
        document.formText('name', 9, 9, 99, 20, { value: 'x' });
        document.formCheckbox('c', 9, 50, 9, 9, {});
      }),
  ],
  [
    'sixty pages',
    () =>
      pdfKit((document) => {
        for (let page = 1; page < 60; page += 1) document.addPage().text(String(page));
      }),
  ],
];

/** What qpdf makes of the documents of others. */
const REWRITES: [string, string[]][] = [
  ['linearized', ['--linearize']],
  ['with object streams', ['--object-streams=generate']],
  ['without object streams', ['--object-streams=disable']],
  ['uncompressed', ['--stream-data=uncompress']],
  ['in QDF', ['--qdf']],
  ['normalized', ['--normalize-content=y']],
  ['owner password, AES-256', ['--encrypt', '', 'o', '256', '--']],
  ['owner password, AES-128', ['--allow-weak-crypto', '--encrypt', '', 'o', '128', '--use-aes=y', '--']],
  ['owner password, RC4', ['--allow-weak-crypto', '--encrypt', '', 'o', '40', '--']],
  ['owner password, linearized', ['--linearize', '--encrypt', '', 'o', '256', '--']],
  ['an empty password', ['--encrypt', '', '', '256', '--']],
  ['version 1.4', ['--force-version=1.4']],
];
const BASES: [string, Make][] = [
  ['hand-made', () => pdf({ page: link('https://example.com') })],
  ['pdf-lib', () => pdfLib(addForm)],
  [
    'pdfkit',
    () =>
      pdfKit((document) => {
        document.addPage().text('two');
      }),
  ],
];
const withQpdf = BASES.flatMap(([base, make]) =>
  REWRITES.map(([rewrite, args]): [string, Make] => [
    `${base}, ${rewrite}`,
    async () => rewritten(await make(), ...args),
  ]),
);

const from = (producer: string, files: [string, Make][]): CorpusFile[] =>
  files.map(([name, make]) => ({
    name,
    producer,
    contentType: 'application/pdf',
    expected: 'AVAILABLE',
    make,
  }));

export const VALID_PDFS: readonly CorpusFile[] = [
  ...from('by hand', byHand),
  ...from('pdf-lib', withPdfLib),
  ...from('pdfkit', withPdfKit),
  ...from('qpdf', withQpdf),
];
